using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SecWatch.Server.Hosting;
using SecWatch.Server.Storage;

namespace SecWatch.Server.Events;

/// <summary>Which day files there are; sets damaged ones aside and drops old ones.</summary>
internal sealed class DayFiles(DataFolder folder)
{
    // Rows of a file that takes the place of a damaged one start so far above that no reader has passed them.
    private const long RowsPerReplacement = 1_000_000_000_000;

    // A full check reads the whole file; a larger one would hold up the start.
    private const long CheckedBytesMax = 64L * 1024 * 1024;

    private const string DamagedSuffix = ".damaged";
    private ImmutableArray<int> days = [];

    /// <summary>Day numbers, oldest first. A copy that does not change.</summary>
    public ImmutableArray<int> Days => days;

    public string PathOf(int day) => Path.Combine(
        folder.Events, DateOnly.FromDayNumber(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + ".db");

    /// <summary>The number of the first row in a file of that day.</summary>
    public long FirstRow(int day) => 1 + (RowsPerReplacement * SetAside(day).Length);

    /// <summary>Makes a new file known. Only the writer does so, when the file can be read.</summary>
    public void Add(int day)
    {
        if (!days.Contains(day))
        {
            days = days.Add(day).Sort();
        }
    }

    /// <summary>Opens each file once and sets aside what is damaged.</summary>
    /// <exception cref="StartFailedException">A newer version wrote a file, or the folder cannot be used.</exception>
    public IReadOnlyList<DamagedDay> Recover()
    {
        var damaged = new List<DamagedDay>();
        var found = ImmutableArray.CreateBuilder<int>();
        foreach (var day in Existing())
        {
            if (IsReadable(day))
            {
                found.Add(day);
            }
            else
            {
                damaged.Add(new DamagedDay(DateOnly.FromDayNumber(day), MoveAside(day)));
            }
        }

        found.Sort();
        days = found.ToImmutable();
        return damaged;
    }

    /// <summary>Deletes a file. Never the newest: it has the marks.</summary>
    public void Drop(int day)
    {
        if (days.Length == 0 || day >= days[^1])
        {
            throw new ArgumentOutOfRangeException(nameof(day), day, "The newest day file is never dropped.");
        }

        days = days.Remove(day);
        DayFileReader.Forget(PathOf(day));
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            File.Delete(PathOf(day) + suffix);
        }
    }

    private IEnumerable<int> Existing() => Directory.EnumerateFiles(folder.Events, "*.db")
        .Select(path => DateOnly.TryParseExact(
            Path.GetFileNameWithoutExtension(path),
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day)
            ? day.DayNumber
            : -1)
        .Where(day => day >= 0);

    private bool IsReadable(int day)
    {
        var path = PathOf(day);
        try
        {
            using var reader = DayFileReader.Open(path);
            var version = reader.Version;
            if (version > DayFileSchema.Version)
            {
                throw new StartFailedException(
                    StartFailedException.BadData,
                    $"{path} was written by a newer version of the server. Run that version.");
            }

            // Version 0 is a file whose creation was cut off: the writer makes its tables.
            return version == 0 || reader.Check(isThorough: new FileInfo(path).Length <= CheckedBytesMax);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is SqliteCode.Corrupt
            or SqliteCode.NotADatabase or SqliteCode.Error)
        {
            return false;
        }
        catch (SqliteException exception)
        {
            throw new StartFailedException(
                StartFailedException.BadData, $"{path} cannot be opened: {exception.Message}", exception);
        }
    }

    private string MoveAside(int day)
    {
        var path = PathOf(day);
        DayFileReader.Forget(path);
        var target = string.Create(CultureInfo.InvariantCulture, $"{path}.{SetAside(day).Length + 1}{DamagedSuffix}");
        foreach (var suffix in new[] { "-wal", "-shm", "" })
        {
            if (File.Exists(path + suffix))
            {
                File.Move(path + suffix, target + suffix);
            }
        }

        return target;
    }

    private string[] SetAside(int day) =>
        Directory.GetFiles(folder.Events, Path.GetFileName(PathOf(day)) + ".*" + DamagedSuffix);
}
