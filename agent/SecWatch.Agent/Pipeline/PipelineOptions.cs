namespace SecWatch.Agent.Pipeline;

/// <summary>When a group of batches is sealed; the settings under <c>pipeline</c>.</summary>
internal sealed class PipelineOptions
{
    public int BatchBytesMax { get; set; } = 512 * 1024;

    public int BatchEventsMax { get; set; } = 2000;

    public int BatchAgeMilliseconds { get; set; } = 200;

    /// <summary>Blocks that may wait before the batcher.</summary>
    public int QueueBlocksMax { get; set; } = 8;

    /// <summary>A group that holds a critical event is sealed this long after it at the latest.</summary>
    public static TimeSpan CriticalAge => TimeSpan.FromMilliseconds(20);

    public TimeSpan BatchAge => TimeSpan.FromMilliseconds(BatchAgeMilliseconds);
}
