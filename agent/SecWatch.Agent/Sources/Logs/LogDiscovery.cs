using System.Globalization;
using SecWatch.Protos.AgentEvents;

namespace SecWatch.Agent.Sources.Logs;

/// <summary>Decides after each scan which file is which: known, renamed, new, a copy, or gone.</summary>
/// <remarks>
/// Every file that stands beside a followed log under a rotated name has a position too, so that an unknown one is new
/// since the last look and is read from its start. Two exceptions: at the very first start what is there is passed over
/// where the settings say so; and a file that begins as a live log does is its copy (copytruncate). A copy is read only
/// where the log was cut before it was read, from there on. A copy that still grows is waited for.
/// </remarks>
internal sealed class LogDiscovery(
    LogSourceOptions options, string sourceId, TrackedFiles files, LogWriter writer, TimeProvider time)
{
    private static readonly TimeSpan MissingFolderGrace = TimeSpan.FromMinutes(1);

    private readonly LogScan scan = new(options.Paths);
    private readonly Dictionary<FileIdentity, (long Size, long ModifiedTicks)> settling = [];
    private readonly HashSet<FileIdentity> unsettled = [];

    public IReadOnlySet<string> Folders => scan.Folders;

    public IReadOnlySet<string> DeniedFolders => scan.DeniedFolders;

    /// <summary>Whether a new file was seen that perhaps is still being copied: scan again soon.</summary>
    public bool IsWaiting => unsettled.Count > 0;

    public void Run()
    {
        scan.Run();
        foreach (var file in files.All)
        {
            file.IsFound = false;
        }

        var unknown = new List<LogEntry>();
        foreach (var entry in scan.Entries)
        {
            if ((files.Find(entry.Stat.Identity) ?? Rekey(entry)) is { } file)
            {
                Recognise(file, entry);
            }
            else
            {
                unknown.Add(entry);
            }
        }

        if (files.IsFirstStart)
        {
            unknown.ForEach(Adopt);
        }
        else
        {
            Discover(unknown);
        }

        foreach (var file in files.All.ToArray())
        {
            if (!file.IsFound)
            {
                Miss(file);
            }
        }
    }

    /// <summary>
    /// Finds where the lines are that a cut file held, or reports them missing; the file then starts over.
    /// </summary>
    /// <remarks>Does nothing where a new file must be waited for that may be the copy.</remarks>
    public void ResolveTruncation(TrackedFile file)
    {
        foreach (var entry in scan.Entries)
        {
            if (!entry.IsRotated || !IsSibling(file, entry))
            {
                continue;
            }

            if (unsettled.Contains(entry.Stat.Identity))
            {
                return;
            }

            if (files.Find(entry.Stat.Identity) is { } copy && copy.Flags.HasFlag(FileFlags.Copy)
                && HasPrefix(entry.Path, file.Fingerprint))
            {
                ReadOn(copy, file, entry.Stat.Size);
                return;
            }

            // Nothing was read of it, and a file was made since that is read from its start: the copy, of which
            // nothing shows that it is one.
            if (file.Offset == 0 && entry.Stat.Size >= file.ScannedTo
                && entry.Stat.ModifiedTicks >= file.ModifiedTicks)
            {
                file.StartOver();
                return;
            }
        }

        if ((file.Flags & FileFlags.Finished) == FileFlags.None)
        {
            var unread = Math.Max(0, file.ScannedTo - file.Offset);
            ReportGap(GapReason.LogTruncated, file, $"{unread} bytes were seen and not read; there may have been more");
        }

        file.StartOver();
    }

    private TrackedFile? Rekey(LogEntry entry)
    {
        if (files.FindMoved(entry) is not { } old)
        {
            return null;
        }

        files.Remove(old);
        var file = new TrackedFile(entry.Stat.Identity, old.Path, old.ToPosition(old.CheckedTicks)) { IsDirty = true };
        files.Add(file);
        return file;
    }

    private void Recognise(TrackedFile file, LogEntry entry)
    {
        file.IsFound = true;
        file.MoveTo(entry.Path);
        file.BaseName = entry.BaseName;
        file.IsLive = !entry.IsRotated;
        if (file.IsLive)
        {
            file.QuietSince = null;
        }
        else if (file.QuietSince is null
            && ((file.Flags & FileFlags.Finished) == FileFlags.None || entry.Stat.Size != file.Offset))
        {
            file.QuietSince = time.GetUtcNow();
        }
    }

    private void Adopt(LogEntry entry)
    {
        var isPassed = options.StartAtEnd || !entry.IsMatch;
        var file = Track(entry, isPassed ? LineStart.FindLast(entry, options) : 0);
        if (entry.IsRotated && isPassed)
        {
            file.Offset = entry.Stat.Size;
            file.Flags = FileFlags.Finished;
            file.QuietSince = null;
        }
    }

    private void Discover(List<LogEntry> unknown)
    {
        var before = new Dictionary<FileIdentity, (long, long)>(settling);
        settling.Clear();
        unsettled.Clear();
        foreach (var entry in unknown.Where(static entry => entry.IsRotated))
        {
            var now = (entry.Stat.Size, entry.Stat.ModifiedTicks);
            settling.Add(entry.Stat.Identity, now);
            if (!before.TryGetValue(entry.Stat.Identity, out var last) || last != now)
            {
                unsettled.Add(entry.Stat.Identity);
            }
        }

        foreach (var group in unknown.GroupBy(static entry => (entry.Folder, entry.BaseName)))
        {
            // Oldest first: a new log waits for the rotated one before it.
            if (!group.Any(entry => unsettled.Contains(entry.Stat.Identity)))
            {
                foreach (var entry in group)
                {
                    Discover(entry);
                }
            }
        }
    }

    private void Discover(LogEntry entry)
    {
        var original = entry.IsRotated ? FindOriginal(entry) : null;
        var copy = Track(entry, 0);
        if (original is null)
        {
            return;
        }

        copy.Offset = entry.Stat.Size;
        copy.Flags = FileFlags.Copy | FileFlags.Finished;
        copy.QuietSince = null;
        if (original.IsTruncated || !IsUnchanged(original))
        {
            ReadOn(copy, original, entry.Stat.Size);
        }
    }

    /// <summary>Finds the log that a new rotated file is a copy of: it began as this file does.</summary>
    /// <remarks>
    /// One that was renamed itself counts only if it was cut after: logs that all begin with the same lines would else
    /// pass for copies of one another.
    /// </remarks>
    private TrackedFile? FindOriginal(LogEntry entry) =>
        files.All.Find(file => IsSibling(file, entry) && (file.IsLive || file.IsTruncated || !IsUnchanged(file))
            && HasPrefix(entry.Path, file.Fingerprint));

    private static bool IsSibling(TrackedFile file, LogEntry entry) =>
        string.Equals(file.BaseName, entry.BaseName, StringComparison.Ordinal)
        && string.Equals(Path.GetDirectoryName(file.Path), entry.Folder, StringComparison.Ordinal);

    private void ReadOn(TrackedFile copy, TrackedFile original, long size)
    {
        if (original.Offset < size)
        {
            copy.Offset = original.Offset;
            copy.Fingerprint = original.Fingerprint;
            copy.Flags = FileFlags.Copy;
            copy.QuietSince = time.GetUtcNow();
            copy.IsDirty = true;
        }

        original.StartOver();
    }

    private TrackedFile Track(LogEntry entry, long offset)
    {
        var position = new FilePosition(
            offset, default, FileFlags.None, time.GetUtcNow().UtcTicks, entry.Path);
        var file = new TrackedFile(entry.Stat.Identity, entry.Path, position) { IsDirty = true };
        files.Add(file);
        Recognise(file, entry);
        return file;
    }

    private void Miss(TrackedFile file)
    {
        file.IsLive = false;
        file.QuietSince ??= time.GetUtcNow();
        var folder = Path.GetDirectoryName(file.Path)!;
        if (file.Handle is not null || scan.DeniedFolders.Contains(folder))
        {
            return;
        }

        if (!Directory.Exists(folder))
        {
            // Perhaps a volume that is not mounted yet.
            if (time.GetUtcNow() - file.QuietSince < MissingFolderGrace)
            {
                return;
            }
        }
        else if (LogScan.Find(folder, file.Identity) is { } path)
        {
            if (string.Equals(path, file.Path, StringComparison.Ordinal)
            || (file.Flags & FileFlags.Finished) != FileFlags.None)
            {
                // It is where it was, and the settings no longer name it; or it was read and has an odd name.
                files.Remove(file);
                return;
            }

            file.IsFound = true;
            file.MoveTo(path);
            return;
        }

        if ((file.Flags & FileFlags.Finished) == FileFlags.None)
        {
            ReportGap(GapReason.LogRotatedAway, file, "it is gone, or only a compressed form is left");
        }

        files.Remove(file);
    }

    private static bool IsUnchanged(TrackedFile file)
    {
        if (LogFiles.TryOpen(file.Path, out var handle) != FileAccessOutcome.Done || handle is null)
        {
            return true;
        }

        using (handle)
        {
            return RandomAccess.GetLength(handle) >= file.Offset && file.Fingerprint.TryExtend(handle, 0, out _);
        }
    }

    private static bool HasPrefix(string path, PrefixFingerprint fingerprint)
    {
        if (LogFiles.TryOpen(path, out var handle) != FileAccessOutcome.Done || handle is null)
        {
            return false;
        }

        using (handle)
        {
            return fingerprint.Length > 0 && fingerprint.TryExtend(handle, 0, out _);
        }
    }

    private void ReportGap(GapReason reason, TrackedFile file, string detail)
    {
        var now = time.GetUtcNow();
        var from = new DateTimeOffset(Math.Min(file.CheckedTicks, now.UtcTicks), TimeSpan.Zero);
        writer.WriteGap(
            new GapRecord(
                sourceId, from, now, 0, GapCount.Unknown, reason, file.Offset, 0,
                string.Create(CultureInfo.InvariantCulture, $"{file.Path}, read up to byte {file.Offset}: {detail}.")),
            now);
    }
}
