namespace SecWatch.Agent.Sources.Logs;

/// <summary>
/// Finds the files that the patterns match and their rotated forms, each file once whatever its names.
/// </summary>
internal sealed class LogScan
{
    private readonly LogPattern[] patterns;

    public LogScan(IEnumerable<string> paths) => patterns = [.. paths.Select(static path => new LogPattern(path))];

    /// <summary>The files found, oldest first.</summary>
    public List<LogEntry> Entries { get; } = [];

    /// <summary>The folders in which such files may appear.</summary>
    public SortedSet<string> Folders { get; } = new(StringComparer.Ordinal);

    /// <summary>Folders that cannot be listed.</summary>
    public SortedSet<string> DeniedFolders { get; } = new(StringComparer.Ordinal);

    private readonly HashSet<FileIdentity> seen = [];

    public void Run()
    {
        Entries.Clear();
        Folders.Clear();
        DeniedFolders.Clear();
        seen.Clear();
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var pattern in patterns)
        {
            found.Clear();
            pattern.FindFolders(found, DeniedFolders);
            foreach (var folder in found)
            {
                ScanFolder(pattern, folder);
            }
        }

        Entries.Sort(LogEntry.CompareByAge);
    }

    /// <summary>Looks for a file under any name in a folder.</summary>
    /// <returns>Its path, or null where the folder has it not.</returns>
    public static string? Find(string folder, FileIdentity identity)
    {
        foreach (var name in ListNames(folder, static _ => true, null))
        {
            var path = Path.Combine(folder, name);
            if (!RotatedName.IsCompressed(name)
                && LogFiles.TryStat(path, out var stat) == FileAccessOutcome.Done
                && stat.IsRegular && stat.Identity == identity)
            {
                return path;
            }
        }

        return null;
    }

    private void ScanFolder(LogPattern pattern, string folder)
    {
        Folders.Add(folder);
        var names = ListNames(folder, name => pattern.MayConcern(name), DeniedFolders);
        foreach (var name in names)
        {
            if (RotatedName.IsCompressed(name))
            {
                continue;
            }

            var isMatch = pattern.Matches(name);
            var hasBase = RotatedName.TryGetBase(name, out var baseName, out var generation);

            // A dated name that a pattern matches is a log of its own (app-20261122.log), unless the undated one is
            // there too.
            var isRotated = hasBase && (isMatch ? names.Contains(baseName) : pattern.Matches(baseName));
            if (isMatch || isRotated)
            {
                Add(folder, name, isRotated ? baseName : name, isRotated, isRotated ? generation : 0, isMatch);
            }
        }
    }

    private void Add(string folder, string name, string baseName, bool isRotated, int generation, bool isMatch)
    {
        var path = Path.Combine(folder, name);
        if (LogFiles.TryStat(path, out var stat) != FileAccessOutcome.Done || !stat.IsRegular)
        {
            return;
        }

        if (seen.Add(stat.Identity))
        {
            Entries.Add(new LogEntry(path, folder, baseName, isRotated, generation, isMatch, stat));
            return;
        }

        // A second name of the same file: a live name counts more than a rotated one.
        var index = Entries.FindIndex(entry => entry.Stat.Identity == stat.Identity);
        if (Entries[index].IsRotated && !isRotated)
        {
            Entries[index] = new LogEntry(path, folder, baseName, isRotated, generation, isMatch, stat);
        }
    }

    private static SortedSet<string> ListNames(string folder, Predicate<string> wanted, SortedSet<string>? denied)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        try
        {
            foreach (var path in Directory.EnumerateFileSystemEntries(folder))
            {
                var name = Path.GetFileName(path);
                if (wanted(name))
                {
                    names.Add(name);
                }
            }
        }
        catch (UnauthorizedAccessException)
        {
            denied?.Add(folder);
        }
        catch (IOException)
        {
            // The folder vanished while it was listed; the next scan sees what is there then.
            names.Clear();
        }

        return names;
    }
}
