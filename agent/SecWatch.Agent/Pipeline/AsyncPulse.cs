namespace SecWatch.Agent.Pipeline;

/// <summary>
/// Wakes everybody who waits for "something changed"; nobody is woken for a change from before they asked.
/// </summary>
/// <remarks>Take <see cref="Next"/> first, then look at the state, then wait: so no change is missed.</remarks>
internal sealed class AsyncPulse
{
    private TaskCompletionSource source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the next <see cref="Beat"/>.</summary>
    public Task Next => Volatile.Read(ref source).Task;

    public void Beat() =>
        Interlocked.Exchange(ref source, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
