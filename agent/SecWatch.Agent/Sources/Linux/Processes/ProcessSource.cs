namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>Process starts and exits of a Linux computer, from the kernel's process connector.</summary>
/// <remarks>
/// A start is a successful exec, as with Sysmon for Linux: a fork that never executes a program is not an event, and a
/// process that executes twice starts twice. An exit is reported for every process whose program is known to have
/// started. The connector keeps nothing for a listener who is away: see <see cref="ProcessSession"/>.
/// </remarks>
internal sealed class ProcessSource : IEventSource
{
    public const string SourceId = "process";
    public const string Channel = "SecWatch/Process";
    public const string PositionKey = "state";

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(60);

    private readonly ProcessSourceOptions options;
    private readonly Func<IProcessConnector> connect;

    public ProcessSource(ProcessSourceOptions options)
        : this(options, () => new NetlinkProcessConnector(options.ReceiveBufferBytes))
    {
    }

    public ProcessSource(ProcessSourceOptions options, Func<IProcessConnector> connect)
    {
        this.options = options;
        this.connect = connect;
    }

    public string Id => SourceId;

    public async Task RunAsync(ISourceContext context, CancellationToken cancellationToken)
    {
        if (!options.Enabled || !OperatingSystem.IsLinux())
        {
            context.Report(
                SourceState.Stopped, options.Enabled ? "only Linux has the process connector" : "turned off");
            return;
        }

        // Opening may block for a moment, and whoever starts the sources must not wait for one of them.
        await Task.Yield();
        ProcessPosition? saved = null;
        if (context.Positions.TryGetValue(PositionKey, out var bytes)
            && !ProcessPosition.TryParse(bytes, out saved))
        {
            saved = null;
        }

        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var connector = connect();
            var session = new ProcessSession(context, options, connector, saved);
            var outcome = session.Open(out var reason);
            if (outcome == ConnectorOutcome.Subscribed)
            {
                saved = await Task.Factory.StartNew(
                    () => session.Run(cancellationToken),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default);
                cancellationToken.ThrowIfCancellationRequested();
                context.Report(SourceState.Waiting, "the process connector broke off; it is opened again");
                await Task.Delay(TimeSpan.FromSeconds(1), context.Time, cancellationToken);
                continue;
            }

            context.Report(outcome == ConnectorOutcome.Denied ? SourceState.Denied : SourceState.Waiting, reason);
            await Task.Delay(RetryDelay, context.Time, cancellationToken);
        }
    }
}
