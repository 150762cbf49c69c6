namespace SecWatch.Agent.Sources.Logs;

/// <summary>The lines of one log, however often its files are rotated, as events.</summary>
internal sealed class LogSource : IEventSource
{
    // Notifications tell when to look; the look in between is for file systems that send none.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ScanInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(100);

    // Lines that are written together travel together, and a busy log wakes the agent 50 times a second at most.
    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(10);

    private readonly LogSourceOptions options;

    /// <exception cref="ArgumentException">The settings are wrong; the message names the setting.</exception>
    public LogSource(LogSourceOptions options)
    {
        if (options.FindError() is { } error)
        {
            throw new ArgumentException(error, nameof(options));
        }

        this.options = options;
    }

    public string Id => "log:" + options.Id;

    public async Task RunAsync(ISourceContext context, CancellationToken cancellationToken)
    {
        using var follower = new LogFollower(options, Id, context);
        using var wake = new LogWake(context.Time, cancellationToken);
        using var watch = LogWatch.TryStart(wake);
        var scanned = context.Time.GetTimestamp();
        var reasons = LogWakeReasons.Folder;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var scanAfter = watch is null ? PollInterval : ScanInterval;
            var scan = (reasons & LogWakeReasons.Folder) != LogWakeReasons.None || follower.IsWaiting
                || context.Time.GetElapsedTime(scanned) >= scanAfter;
            await follower.PassAsync(scan, cancellationToken);
            if (scan)
            {
                scanned = context.Time.GetTimestamp();
                var (state, reason) = LogSourceStatus.Describe(follower, options);
                context.Report(state, reason);
            }

            // What was written before a watch was set is not notified: one more look follows at once.
            var isExtended = watch is not null && scan && watch.Update(follower.Folders, follower.Files);
            reasons = isExtended
                ? LogWakeReasons.Folder
                : await wake.WaitAsync(follower.IsWaiting ? RetryInterval : PollInterval);
            if (!isExtended && (reasons & (LogWakeReasons.Folder | LogWakeReasons.File)) != LogWakeReasons.None)
            {
                await Task.Delay(GatherTime, context.Time, cancellationToken);
                reasons |= wake.Take();
            }
        }
    }
}
