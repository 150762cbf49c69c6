using System.Diagnostics.Metrics;
using SecWatch.Server.Devices;

namespace SecWatch.Server.Ingest;

/// <summary>Counts what agents send.</summary>
internal sealed class IngestMetrics
{
    /// <summary>The meter of the whole server. Its name becomes the first word of every metric.</summary>
    public const string MeterName = "secwatch";

    private readonly Counter<long> batches;
    private readonly Counter<long> events;
    private readonly Counter<long> bytes;
    private readonly Counter<long> refused;
    private readonly Counter<long> clones;
    private readonly Histogram<double> appendSeconds;

    public IngestMetrics(IMeterFactory meters, DeviceDirectory directory)
    {
        var meter = meters.Create(MeterName);
        batches = meter.CreateCounter<long>("ingest_batches_total", description: "Batches stored.");
        events = meter.CreateCounter<long>("ingest_events_total", description: "Events stored.");
        bytes = meter.CreateCounter<long>("ingest_bytes_total", description: "Compressed bytes stored.");
        refused = meter.CreateCounter<long>(
            "ingest_refused_total",
            unit: null,
            "Streams ended by the server, by reason.",
            [new KeyValuePair<string, object?>("reason", null)]);
        clones = meter.CreateCounter<long>(
            "ingest_clones_total", description: "Devices found with two computers on one certificate.");
        appendSeconds = meter.CreateHistogram<double>(
            "ingest_append_seconds", description: "From a batch's receipt until it is durable.");
        meter.CreateObservableGauge(
            "ingest_streams", () => directory.StreamCount, description: "Open streams of agents.");
    }

    public void Stored(long eventCount, long byteCount, TimeSpan elapsed)
    {
        batches.Add(1);
        events.Add(eventCount);
        bytes.Add(byteCount);
        appendSeconds.Record(elapsed.TotalSeconds);
    }

    public void Refused(string reason) => refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Cloned() => clones.Add(1);
}
