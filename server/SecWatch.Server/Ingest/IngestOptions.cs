using System.ComponentModel.DataAnnotations;

namespace SecWatch.Server.Ingest;

/// <summary>Limits of the agents' streams. Section <c>Ingest</c> of the configuration.</summary>
internal sealed class IngestOptions
{
    /// <summary>
    /// Seconds between two heartbeats of an agent; after three without any frame its stream is ended.
    /// </summary>
    [Range(1, 3600)]
    public int HeartbeatSeconds { get; set; } = 15;

    /// <summary>Seconds that a new stream has for its Hello.</summary>
    [Range(1, 300)]
    public int HelloSeconds { get; set; } = 10;

    /// <summary>Streams that one device may have open.</summary>
    [Range(1, 1000)]
    public int StreamsPerDevice { get; set; } = 4;

    /// <summary>
    /// Bytes of batches that one stream may have on the way without an ack. Not below the largest batch.
    /// </summary>
    [Range(4, 1024)]
    public int MebibytesInFlight { get; set; } = 8;

    /// <summary>Bytes of batches that all streams together may hold in memory; further ones wait.</summary>
    [Range(8, 65_536)]
    public int MebibytesInFlightTotal { get; set; } = 256;

    /// <summary>Bytes of batches that a device may send in a second.</summary>
    [Range(1, long.MaxValue)]
    public long DeviceBytesPerSecond { get; set; } = 64L * 1024 * 1024;

    /// <summary>Bytes of batches that all devices of a tenant may send in a second.</summary>
    [Range(1, long.MaxValue)]
    public long TenantBytesPerSecond { get; set; } = 256L * 1024 * 1024;
}
