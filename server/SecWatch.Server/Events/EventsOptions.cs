using System.ComponentModel.DataAnnotations;

namespace SecWatch.Server.Events;

/// <summary>Bounds of the event store. Section <c>Events</c> of the configuration.</summary>
internal sealed class EventsOptions
{
    /// <summary>Batches that wait for the writer at most; whoever comes then waits before it.</summary>
    [Range(1, 100_000)]
    public int QueueBatchesMax { get; set; } = 1024;

    /// <summary>A transaction takes what waits at that moment, up to about so many bytes.</summary>
    [Range(1, 1024)]
    public int GroupMebibytesMax { get; set; } = 16;

    /// <summary>
    /// Batches that one query takes apart at most; what lies further back is found with a narrower query.
    /// </summary>
    [Range(1, 1_000_000)]
    public int QueryBatchesMax { get; set; } = 2_000;
}
