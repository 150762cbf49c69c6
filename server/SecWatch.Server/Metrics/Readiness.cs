using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Metrics;

/// <summary>Asks the parts of the server whether they can do their work.</summary>
internal sealed class Readiness(
    StateContextFactory contexts, DetectionLag lag, IOptions<ServerOptions> options, ILogger<Readiness> logger)
{
    /// <summary>Detection that is behind by more than this does not keep its promise.</summary>
    public static readonly TimeSpan LagMax = TimeSpan.FromSeconds(60);

    public ReadinessReport Check()
    {
        ReadinessCheck[] checks =
        [
            Ask("database", CheckDatabase), Ask("event-store", CheckEventStore), Ask("detection", CheckDetection),
        ];
        return new ReadinessReport(checks.All(check => check.Ready), checks);
    }

    private static (bool, string) CheckEventStoreFolder(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, ".writable");

        // A full disk takes a name and no bytes: only bytes on the disk are a proof.
        using (var probe = new FileStream(path, FileMode.Create, FileAccess.Write))
        {
            probe.Write(new byte[4096]);
            probe.Flush(flushToDisk: true);
        }

        File.Delete(path);
        return (true, "The event store can be written.");
    }

    private ReadinessCheck Ask(string name, Func<(bool Ready, string Reason)> check)
    {
        try
        {
            var (ready, reason) = check();
            return new ReadinessCheck(name, ready, reason);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or SqliteException or DbUpdateException)
        {
            MetricsLog.NotReady(logger, name, exception);
            return new ReadinessCheck(name, Ready: false, exception.Message);
        }
    }

    private (bool, string) CheckDatabase()
    {
        using var context = contexts.Create(TenantScope.Provider);
        _ = context.Tenants.Any();
        return (true, "The state database answers.");
    }

    private (bool, string) CheckEventStore() =>
        CheckEventStoreFolder(Path.Combine(options.Value.DataFolder, "events"));

    private (bool, string) CheckDetection()
    {
        var behind = lag.Measure();
        return (
            behind <= LagMax,
            string.Create(CultureInfo.InvariantCulture, $"Detection is {behind.TotalSeconds:0.0} seconds behind."));
    }
}
