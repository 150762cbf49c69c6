namespace SecWatch.Agent.Pipeline;

/// <summary>A block in the queue before the batcher; without a block it only says "look at the clock".</summary>
internal readonly record struct PostedBlock(EventBlock? Block, SourceCounters? Counters);
