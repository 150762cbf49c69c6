using SecWatch.Agent.Pipeline;

namespace SecWatch.Agent.Sources;

/// <summary>What a source has of the rest of the agent. One for each source; safe for the source's own tasks.</summary>
internal interface ISourceContext
{
    TimeProvider Time { get; }

    /// <summary>This computer's name, for shapes.</summary>
    string Computer { get; }

    /// <summary>The durable positions of this source, by key, as of the start of the source.</summary>
    IReadOnlyDictionary<string, byte[]> Positions { get; }

    /// <summary>An empty block for this source.</summary>
    EventBlock Rent();

    /// <summary>
    /// Hands a block over; waits while the pipeline or the block's lane is full. For sources that can wait.
    /// </summary>
    ValueTask PostAsync(EventBlock block, CancellationToken cancellationToken);

    /// <summary>Hands a block over if there is room now. For sources that cannot wait.</summary>
    /// <returns>false where there is no room: the block stays with the caller, who counts what it must leave out and
    /// reports it in a gap record with the next block.</returns>
    bool TryPost(EventBlock block);

    /// <summary>Says in which state the source is. Cheap to call again with the same state.</summary>
    void Report(SourceState state, string reason);

    /// <summary>Counts events that were seen but could not be kept; the gap record says the rest.</summary>
    void CountDropped(long count);
}
