using SecWatch.Agent.Sources;

namespace SecWatch.Agent.Pipeline;

/// <summary>
/// What one source has delivered since the process started, and how it is doing; safe for any thread.
/// </summary>
internal sealed class SourceCounters(string sourceId)
{
    private readonly Lock stateGate = new();
    private long eventsIn;
    private long eventsOut;
    private long eventsDropped;
    private long blocksPosted;
    private long blocksCommitted;
    private SourceState state = SourceState.Starting;
    private string reason = "";

    public string SourceId { get; } = sourceId;

    /// <summary>Beats after each commit that held blocks of this source.</summary>
    public AsyncPulse Committed { get; } = new();

    /// <summary>Events handed to the pipeline.</summary>
    public long EventsIn => Interlocked.Read(ref eventsIn);

    /// <summary>Events that are durable in the spool.</summary>
    public long EventsOut => Interlocked.Read(ref eventsOut);

    /// <summary>Events that were seen and could not be kept.</summary>
    public long EventsDropped => Interlocked.Read(ref eventsDropped);

    /// <summary>Events between the source and the spool.</summary>
    public long EventsWaiting => Math.Max(0, EventsIn - EventsOut);

    /// <summary>Whether every block that was posted is durable.</summary>
    public bool IsDrained => Interlocked.Read(ref blocksPosted) == Interlocked.Read(ref blocksCommitted);

    public (SourceState State, string Reason) State
    {
        get
        {
            lock (stateGate)
            {
                return (state, reason);
            }
        }
    }

    /// <returns>false where that is the state already.</returns>
    public bool TrySetState(SourceState newState, string newReason)
    {
        lock (stateGate)
        {
            if (state == newState && string.Equals(reason, newReason, StringComparison.Ordinal))
            {
                return false;
            }

            state = newState;
            reason = newReason;
            return true;
        }
    }

    public void CountPosted(int events)
    {
        Interlocked.Add(ref eventsIn, events);
        Interlocked.Increment(ref blocksPosted);
    }

    /// <summary>Takes a <see cref="CountPosted"/> back, for a block that found no room after all.</summary>
    public void UncountPosted(int events)
    {
        Interlocked.Add(ref eventsIn, -events);
        Interlocked.Decrement(ref blocksPosted);
    }

    public void CountCommitted(int events, int blocks)
    {
        Interlocked.Add(ref eventsOut, events);
        Interlocked.Add(ref blocksCommitted, blocks);
        Committed.Beat();
    }

    public void CountDropped(long events) => Interlocked.Add(ref eventsDropped, events);

    /// <summary>Waits until every block that was posted is durable.</summary>
    public async Task WhenDrainedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = Committed.Next;
            if (IsDrained)
            {
                return;
            }

            await next.WaitAsync(cancellationToken);
        }
    }
}
