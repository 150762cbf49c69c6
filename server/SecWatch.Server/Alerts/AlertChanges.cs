namespace SecWatch.Server.Alerts;

/// <summary>Tells others in this process that alerts changed, so that a page need not ask again and again.</summary>
internal sealed class AlertChanges
{
    private readonly Lock gate = new();
    private TaskCompletionSource next = NewSignal();

    /// <summary>Grows with every change; 0 before the first.</summary>
    public long Version { get; private set; }

    public void Notify()
    {
        TaskCompletionSource signal;
        lock (gate)
        {
            Version++;
            signal = next;
            next = NewSignal();
        }

        signal.TrySetResult();
    }

    /// <summary>Ends when there is a change after the version that the caller has seen.</summary>
    public Task WaitAfterAsync(long version, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Version > version ? Task.CompletedTask : next.Task.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
