using SecWatch.Protos.AgentEvents;

namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>What stands at one place of a chunk: a record, or a hole where records should be.</summary>
/// <param name="Offset">Start of the record in the chunk; 0 for a hole.</param>
/// <param name="Length">Bytes of the record; 0 for a hole.</param>
/// <param name="FirstRecordId">The record's number; for a hole the first missing number, 0 where it is not
/// known.</param>
/// <param name="LastRecordId">The record's number; for a hole the last missing number, 0 where it is not known.</param>
/// <param name="FileTime">When the record was written; 0 for a hole.</param>
/// <param name="Damage">What is wrong, in one English sentence; null for a record.</param>
internal readonly record struct EvtxItem(
    int Offset, int Length, long FirstRecordId, long LastRecordId, ulong FileTime, string? Damage)
{
    public bool IsHole => Damage is not null;

    /// <summary>How many records are missing in a hole; 0 where that is not known.</summary>
    public long MissingCount => IsHole && FirstRecordId > 0 ? LastRecordId - FirstRecordId + 1 : 0;

    public GapCount MissingKind => MissingCount > 0 ? GapCount.Exact : GapCount.Unknown;

    public static EvtxItem Hole(long firstRecordId, long lastRecordId, string damage) =>
        new(0, 0, firstRecordId, lastRecordId, 0, damage);
}
