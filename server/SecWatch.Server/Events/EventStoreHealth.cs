namespace SecWatch.Server.Events;

/// <summary>
/// Whether the event store can write. It turns bad with a failed write and good with the next that succeeds.
/// </summary>
internal sealed class EventStoreHealth
{
    private volatile string? error;

    public bool IsWritable => error is null;

    /// <summary>Why the last write failed; null where it did not.</summary>
    public string? Error => error;

    public void Failed(string reason) => error = reason;

    public void Succeeded() => error = null;
}
