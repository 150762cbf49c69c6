using Microsoft.Data.Sqlite;
using SecWatch.Protos.V1;

namespace SecWatch.Server.Events;

/// <summary>Compares a batch that came again with what is stored under its number.</summary>
internal sealed partial class ResendCheck(DayFiles files, ILogger logger)
{
    public static AppendOutcome Outcome(ulong checksum, SealedBatch batch) =>
        checksum == batch.Checksum ? AppendOutcome.Duplicate : AppendOutcome.Diverged;

    /// <summary>Looks through day files, newest first. What retention took counts as the same.</summary>
    public AppendOutcome Compare(MarkKey key, SealedBatch batch, IEnumerable<int> days)
    {
        try
        {
            foreach (var day in days.Reverse())
            {
                using var reader = DayFileReader.Open(files.PathOf(day));
                if (reader.NewestUpTo(key, batch.Sequence) is { } found)
                {
                    // An older number than asked for: this one was skipped, and no older file can have it.
                    return found.Sequence == batch.Sequence ? Outcome(found.Checksum, batch) : AppendOutcome.Duplicate;
                }
            }

            return AppendOutcome.Duplicate;
        }
        catch (SqliteException exception)
        {
            LogCompareFailed(exception);
            return AppendOutcome.Unavailable;
        }
    }

    [LoggerMessage(304, LogLevel.Error, "A resent batch could not be compared with what is stored")]
    private partial void LogCompareFailed(Exception exception);
}
