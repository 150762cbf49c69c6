using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Prometheus;

namespace SecWatch.Server.Metrics;

/// <summary>Shows the server's own instruments as Prometheus metrics, from the start, by their names.</summary>
/// <remarks>
/// A metric is named by its meter and its instrument: <c>secwatch</c> and <c>ingest_batches_total</c> become
/// <c>secwatch_ingest_batches_total</c>. The keys of an instrument's own tags are the metric's labels; an instrument
/// without them is shown as 0 before its first measurement.
/// </remarks>
internal sealed class MeterExposition : IDisposable
{
    private static readonly double[] SecondBuckets =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

    private readonly ConcurrentDictionary<Instrument, Collector> collectors = new();
    private readonly MeterListener listener = new();
    private readonly MetricFactory factory;

    public MeterExposition(CollectorRegistry registry, Func<Instrument, bool> isShown)
    {
        factory = Prometheus.Metrics.WithCustomRegistry(registry);
        listener.InstrumentPublished = (instrument, publisher) =>
        {
            if (isShown(instrument))
            {
                collectors[instrument] = Declare(instrument);
                publisher.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>(
            (instrument, value, tags, _) => Record(instrument, value, tags));
        registry.AddBeforeCollectCallback(listener.RecordObservableInstruments);
    }

    /// <summary>Begins to listen: instruments that exist already are shown from now on.</summary>
    public void Start() => listener.Start();

    public void Dispose() => listener.Dispose();

    private Collector Declare(Instrument instrument)
    {
        var name = $"{instrument.Meter.Name}_{instrument.Name}";
        var help = instrument.Description ?? name;
        string[] labels = [.. (instrument.Tags ?? []).Select(tag => tag.Key)];
        return instrument switch
        {
            Counter<long> => factory.CreateCounter(name, help, labels),
            Histogram<double> => factory.CreateHistogram(
                name, help, labels, new HistogramConfiguration { Buckets = SecondBuckets }),
            _ => factory.CreateGauge(name, help, labels),
        };
    }

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!collectors.TryGetValue(instrument, out var collector))
        {
            return;
        }

        var labels = new string[collector.LabelNames.Length];
        for (var index = 0; index < labels.Length; index++)
        {
            labels[index] = Find(tags, collector.LabelNames[index]);
        }

        switch (collector)
        {
            case Counter counter:
                counter.WithLabels(labels).Inc(value);
                break;
            case Histogram histogram:
                histogram.WithLabels(labels).Observe(value);
                break;
            case Gauge gauge:
                gauge.WithLabels(labels).Set(value);
                break;
        }
    }

    private static string Find(ReadOnlySpan<KeyValuePair<string, object?>> tags, string key)
    {
        foreach (var tag in tags)
        {
            if (string.Equals(tag.Key, key, StringComparison.Ordinal))
            {
                return Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "";
            }
        }

        return "";
    }
}
