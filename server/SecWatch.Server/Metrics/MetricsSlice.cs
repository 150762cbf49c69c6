using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http.HttpResults;
using Prometheus;
using SecWatch.Server.Detect;
using SecWatch.Server.Ingest;

namespace SecWatch.Server.Metrics;

/// <summary>
/// What a monitoring system asks: <c>/metrics</c>, <c>/healthz</c> and <c>/readyz</c>, without signing in.
/// </summary>
internal static class MetricsSlice
{
    /// <summary>
    /// The meter of all of the server's own instruments. The exposition puts its name before each instrument's:
    /// <c>ingest_batches_total</c> is shown as <c>secwatch_ingest_batches_total</c>.
    /// </summary>
    public const string MeterName = "secwatch";

    public static void AddMetrics(this WebApplicationBuilder builder)
    {
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<DetectionLag>();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddSingleton<StateGauges>();
        builder.Services.ConfigureHttpJsonOptions(
            options => options.SerializerOptions.TypeInfoResolverChain.Add(ReadinessJson.Default));
    }

    public static void MapMetrics(this WebApplication app)
    {
        // What counts is made before the first scrape: a counter that is not there cannot be told from one at rest.
        _ = app.Services.GetRequiredService<IngestMetrics>();
        _ = app.Services.GetRequiredService<DetectMetrics>();
        var registry = Prometheus.Metrics.NewCustomRegistry();
        app.Services.GetRequiredService<StateGauges>().Register(registry);
        var factory = app.Services.GetRequiredService<IMeterFactory>();
        var exposition = new MeterExposition(registry, instrument => IsOurs(instrument, factory));
        exposition.Start();
        app.Lifetime.ApplicationStopped.Register(exposition.Dispose);
        app.MapMetrics("/metrics", registry).AllowAnonymous();
        app.MapGet("/healthz", () => TypedResults.Ok(new LifeReport("alive")))
            .AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/readyz", Ready).AllowAnonymous().ExcludeFromDescription();
    }

    // Two servers may run in one process, as tests do: each shows its own instruments alone.
    private static bool IsOurs(Instrument instrument, IMeterFactory factory) =>
        string.Equals(instrument.Meter.Name, MeterName, StringComparison.Ordinal)
        && (instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, factory));

    private static JsonHttpResult<ReadinessReport> Ready(Readiness readiness)
    {
        var report = readiness.Check();
        return TypedResults.Json(
            report,
            ReadinessJson.Default.ReadinessReport,
            statusCode: report.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
