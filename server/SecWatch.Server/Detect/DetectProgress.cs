using SecWatch.Server.Events;

namespace SecWatch.Server.Detect;

/// <summary>How far detection has durably come: what retention must not pass.</summary>
internal sealed class DetectProgress : IRetentionGuard
{
    private readonly Lock gate = new();
    private BatchPosition committed;

    /// <summary>The stored checkpoint; <see cref="BatchPosition.Start"/> until it was read.</summary>
    public BatchPosition Committed
    {
        get
        {
            lock (gate)
            {
                return committed;
            }
        }

        set
        {
            lock (gate)
            {
                committed = value;
            }
        }
    }

    public ValueTask<BatchPosition> DoneUpToAsync(CancellationToken cancellationToken) => new(Committed);
}
