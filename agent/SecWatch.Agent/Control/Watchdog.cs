using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using SecWatch.Agent.Pipeline;

namespace SecWatch.Agent.Control;

/// <summary>
/// Tells systemd that the agent is alive, for as long as the pipeline makes progress: sd_watchdog_enabled(3).
/// </summary>
internal sealed class Watchdog(
    IEnumerable<ISystemdNotifier> notifiers, ProgressMonitor progress, TimeProvider time) : BackgroundService
{
    /// <summary>How often to notify: half of what the service manager allows; null where it does not watch.</summary>
    public static TimeSpan? ReadPeriod(string? microseconds) =>
        long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0
            ? TimeSpan.FromMicroseconds(value / 2.0) : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var notifier = notifiers.FirstOrDefault();
        if (notifier is not { IsEnabled: true }
            || ReadPeriod(Environment.GetEnvironmentVariable("WATCHDOG_USEC")) is not { } period)
        {
            return;
        }

        while (true)
        {
            if (progress.IsAlive(period))
            {
                notifier.Notify(new ServiceState("WATCHDOG=1"));
            }

            await Task.Delay(period, time, stoppingToken);
        }
    }
}
