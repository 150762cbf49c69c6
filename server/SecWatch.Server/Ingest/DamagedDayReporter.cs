using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Events;

namespace SecWatch.Server.Ingest;

/// <summary>
/// After the start, reports day files that were found damaged as gaps of the devices that they concern.
/// </summary>
internal sealed partial class DamagedDayReporter(
    DayFileEventStore store, RestoredGaps gaps, ILogger<DamagedDayReporter> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var day in store.DamagedDays)
        {
            try
            {
                await gaps.AddAsync(day, stoppingToken);
            }
            catch (Exception exception) when (exception is SqliteException or DbUpdateException)
            {
                LogReportFailed(exception, day.Day);
            }
        }
    }

    [LoggerMessage(410, LogLevel.Error, "The gap of the damaged day file of {Day} could not be written down")]
    private partial void LogReportFailed(Exception exception, DateOnly day);
}
