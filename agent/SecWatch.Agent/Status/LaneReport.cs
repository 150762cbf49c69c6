namespace SecWatch.Agent.Status;

/// <summary>What waits in one lane of the spool.</summary>
internal sealed class LaneReport
{
    public string Lane { get; set; } = "";

    public ulong Batches { get; set; }

    public long Bytes { get; set; }

    public long QuotaBytes { get; set; }

    public ulong OldestMilliseconds { get; set; }

    public ulong NextSequence { get; set; }
}
