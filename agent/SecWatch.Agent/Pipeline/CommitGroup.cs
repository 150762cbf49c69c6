namespace SecWatch.Agent.Pipeline;

/// <summary>Batches and positions that must become durable together: all of them or none.</summary>
/// <remarks>
/// The positions are those of the blocks whose events stand in the batches, of all of those and of no others. A block
/// is never spread over two groups. Built by the batcher, then owned by the spool.
/// </remarks>
internal sealed class CommitGroup
{
    private readonly Dictionary<(string Source, string Key), int> positionIndex = [];
    private readonly Dictionary<SourceCounters, (int Events, int Blocks)> tally = [];

    public List<LaneBatch> Batches { get; } = [];

    public List<SourcePosition> Positions { get; } = [];

    public bool IsEmpty => Batches.Count == 0 && Positions.Count == 0 && tally.Count == 0;

    /// <summary>Takes over the positions and the counts of a block whose events are in the encoders.</summary>
    public void Add(EventBlock block, SourceCounters counters)
    {
        foreach (var change in block.Positions)
        {
            var position = new SourcePosition(block.SourceId, change.Key, change.Position);
            if (positionIndex.TryAdd((block.SourceId, change.Key), Positions.Count))
            {
                Positions.Add(position);
            }
            else
            {
                Positions[positionIndex[(block.SourceId, change.Key)]] = position;
            }
        }

        var (events, blocks) = tally.GetValueOrDefault(counters);
        tally[counters] = (events + block.Count, blocks + 1);
    }

    /// <summary>Tells the sources that their blocks are durable.</summary>
    public void ReportCommitted()
    {
        foreach (var (counters, count) in tally)
        {
            counters.CountCommitted(count.Events, count.Blocks);
        }
    }
}
