using SecWatch.Server.Alerts;
using SecWatch.Server.Events;

namespace SecWatch.Server.Detect;

/// <summary>What came out of some batches: all that one transaction writes.</summary>
internal sealed class DetectGroup
{
    public List<AlertHit> Hits { get; } = [];

    public List<Gap> Gaps { get; } = [];

    public int BatchCount { get; set; }

    public long EventCount { get; set; }

    /// <summary>Where the checkpoint stands after it.</summary>
    public BatchPosition Position { get; set; }

    /// <summary>Whether anything but the checkpoint is to be written.</summary>
    public bool HasFindings => Hits.Count > 0 || Gaps.Count > 0;
}
