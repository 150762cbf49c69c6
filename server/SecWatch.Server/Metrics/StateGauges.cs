using Microsoft.EntityFrameworkCore;
using Prometheus;
using SecWatch.Server.Api.Readers;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Metrics;

/// <summary>Figures that are read from the database when somebody asks for the metrics.</summary>
internal sealed class StateGauges(
    StateContextFactory contexts, DeviceReader deviceReader, DetectionLag lag, TimeProvider time)
{
    private static readonly string[] DeviceStates = ["connected", "silent", "stopped", "never"];

    public void Register(CollectorRegistry registry)
    {
        var factory = Prometheus.Metrics.WithCustomRegistry(registry);
        var alerts = factory.CreateGauge("secwatch_alerts_open", "Alerts that are not closed, by state.", "state");
        var devices = factory.CreateGauge("secwatch_devices_enrolled", "Enrolled computers, by state.", "state");
        var gaps = factory.CreateGauge("secwatch_gaps_recorded", "Gap records that are kept.");
        var behind = factory.CreateGauge(
            "secwatch_detect_lag_seconds", "Age of the oldest stored batch that detection has not read.");
        registry.AddBeforeCollectCallback(async stop =>
        {
            await using var context = contexts.Create(TenantScope.Provider);
            foreach (var state in AlertListFilter.Open)
            {
                alerts.WithLabels(AlertStates.Text(state))
                    .Set(await context.Alerts.CountAsync(a => a.State == state, stop));
            }

            var now = time.GetUtcNow();
            var known = await context.Devices.AsNoTracking().ToListAsync(stop);
            deviceReader.BringUpToDate(known);
            var states = known.CountBy(device => DeviceReader.State(device, now))
                .ToDictionary(StringComparer.Ordinal);
            foreach (var state in DeviceStates)
            {
                devices.WithLabels(state).Set(states.GetValueOrDefault(state));
            }

            gaps.Set(await context.Gaps.CountAsync(stop));
            behind.Set(lag.Measure().TotalSeconds);
        });
    }
}
