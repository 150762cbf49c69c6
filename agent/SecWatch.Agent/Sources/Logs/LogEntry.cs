namespace SecWatch.Agent.Sources.Logs;

/// <summary>A file that a scan found.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Folder">The folder that it stands in.</param>
/// <param name="BaseName">Its name, or for a rotated file the name before the rotation.</param>
/// <param name="IsRotated">Whether it is a rotated file of a followed one.</param>
/// <param name="Generation">The number of the rotation where its name has a short one, else 0.</param>
/// <param name="IsMatch">Whether a pattern itself matches the name.</param>
/// <param name="Stat">What the file system says.</param>
internal sealed record LogEntry(
    string Path, string Folder, string BaseName, bool IsRotated, int Generation, bool IsMatch, FileStat Stat)
{
    /// <summary>
    /// Oldest first: rotated files before live ones, those of one log together, by the number of the rotation where
    /// there is one, else by the time of the last write.
    /// </summary>
    public static int CompareByAge(LogEntry left, LogEntry right)
    {
        var order = right.IsRotated.CompareTo(left.IsRotated);
        order = order != 0 ? order : string.CompareOrdinal(left.Folder, right.Folder);
        order = order != 0 ? order : string.CompareOrdinal(left.BaseName, right.BaseName);
        order = order != 0 ? order : (left.Generation > 0).CompareTo(right.Generation > 0);
        order = order != 0 ? order : right.Generation.CompareTo(left.Generation);
        order = order != 0 ? order : left.Stat.ModifiedTicks.CompareTo(right.Stat.ModifiedTicks);
        return order != 0 ? order : string.CompareOrdinal(left.Path, right.Path);
    }
}
