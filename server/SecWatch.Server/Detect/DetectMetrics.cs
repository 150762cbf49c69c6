using System.Diagnostics.Metrics;

namespace SecWatch.Server.Detect;

/// <summary>What detection says of itself in numbers.</summary>
internal sealed class DetectMetrics
{
    private readonly Counter<long> events;
    private readonly Counter<long> hits;
    private readonly Counter<long> refused;
    private readonly Histogram<double> latency;
    private long lagBatches;

    public DetectMetrics(IMeterFactory meters)
    {
        // The factory owns the meter.
        var meter = meters.Create("secwatch");
        events = meter.CreateCounter<long>("detect_events_total", description: "Events evaluated.");
        hits = meter.CreateCounter<long>("detect_hits_total", unit: null, "Rule hits, by level.", Label("level"));
        refused = meter.CreateCounter<long>(
            "detect_dropped_total", unit: null, "Batches set aside, by reason.", Label("reason"));
        latency = meter.CreateHistogram<double>(
            "detect_alert_latency_seconds", "s", "From the time of the event to the stored alert.");
        _ = meter.CreateObservableGauge(
            "detect_lag_batches", () => Volatile.Read(ref lagBatches), description: "Batches read and not done.");
    }

    private static KeyValuePair<string, object?>[] Label(string name) => [new(name, null)];

    /// <summary>Batches that were read from the store and are not evaluated and committed yet.</summary>
    public void SetLag(int batchCount) => Volatile.Write(ref lagBatches, batchCount);

    public void BatchRefused() => refused.Add(1, new KeyValuePair<string, object?>("reason", "undecodable"));

    /// <summary>Counts a group after it was committed.</summary>
    public void Committed(DetectGroup group, DateTimeOffset now)
    {
        events.Add(group.EventCount);
        foreach (var hit in group.Hits)
        {
            hits.Add(1, new KeyValuePair<string, object?>("level", hit.Rule.Level));
            latency.Record(Math.Max(0, (now - hit.Time).TotalSeconds));
        }
    }
}
