using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using SecWatch.Server.Storage;

namespace SecWatch.Server.Events;

/// <summary>Drops day files at the end of their retention, but none that a reader still needs.</summary>
internal sealed partial class RetentionWorker(
    DayFileEventStore store,
    IEnumerable<IRetentionGuard> guards,
    IOptions<ServerOptions> options,
    TimeProvider time,
    ILogger<RetentionWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Drops what may go now.</summary>
    internal async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).DayNumber;
        var before = today - options.Value.RetentionDays;
        foreach (var guard in guards)
        {
            before = Math.Min(before, (await guard.DoneUpToAsync(cancellationToken)).Day);
        }

        store.DropBefore(before);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is SqliteException or IOException)
            {
                LogRetentionFailed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(310, LogLevel.Warning, "Old day files could not be dropped; it is tried again in an hour")]
    private partial void LogRetentionFailed(Exception exception);
}
