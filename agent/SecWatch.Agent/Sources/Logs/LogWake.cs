namespace SecWatch.Agent.Sources.Logs;

/// <summary>Lets one reader sleep until something happened, the time is up, or it is cancelled.</summary>
/// <remarks>Any thread may wake; one waits.</remarks>
internal sealed class LogWake : IDisposable
{
    private readonly Lock gate = new();
    private readonly ITimer timer;
    private readonly CancellationToken cancellationToken;
    private readonly CancellationTokenRegistration registration;
    private TaskCompletionSource? sleeper;
    private LogWakeReasons reasons;

    public LogWake(TimeProvider time, CancellationToken cancellationToken)
    {
        this.cancellationToken = cancellationToken;
        timer = time.CreateTimer(
            static state => ((LogWake)state!).Wake(LogWakeReasons.Timer),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        registration = cancellationToken.UnsafeRegister(
            static state => ((LogWake)state!).Wake(LogWakeReasons.Timer), this);
    }

    public void Wake(LogWakeReasons reason)
    {
        TaskCompletionSource? woken;
        lock (gate)
        {
            reasons |= reason;
            woken = sleeper;
            sleeper = null;
        }

        woken?.TrySetResult();
    }

    /// <summary>What happened since the last call, without waiting.</summary>
    public LogWakeReasons Take()
    {
        lock (gate)
        {
            var taken = reasons;
            reasons = LogWakeReasons.None;
            return taken;
        }
    }

    /// <summary>Waits until something happened, at most so long.</summary>
    /// <exception cref="OperationCanceledException">The token that was given at the start was cancelled.</exception>
    public async ValueTask<LogWakeReasons> WaitAsync(TimeSpan longest)
    {
        Task? sleep = null;
        lock (gate)
        {
            reasons &= ~LogWakeReasons.Timer;
            if (reasons == LogWakeReasons.None && !cancellationToken.IsCancellationRequested)
            {
                sleeper = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                sleep = sleeper.Task;
            }
        }

        if (sleep is not null)
        {
            timer.Change(longest, Timeout.InfiniteTimeSpan);
            await sleep;
            timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return Take();
    }

    public void Dispose()
    {
        registration.Dispose();
        timer.Dispose();
    }
}
