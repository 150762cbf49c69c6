namespace SecWatch.Agent.Spool;

/// <summary>What the spool holds of one lane.</summary>
/// <param name="OldestPending">Smallest sequence held; <paramref name="NextSequence"/> where there is none.</param>
/// <param name="NextSequence">The number that the next batch gets.</param>
/// <param name="Bytes">Bytes of the batches, each with an allowance for its row.</param>
internal readonly record struct LaneContents(ulong OldestPending, ulong NextSequence, long Bytes)
{
    public ulong Batches => NextSequence - OldestPending;
}
