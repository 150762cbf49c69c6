namespace SecWatch.Agent.Sources.Logs;

/// <summary>What the file system says about a file at one moment.</summary>
/// <param name="Identity">Which file it is.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="ModifiedTicks">When it was last written, in a number that only grows; compare, do not show.</param>
/// <param name="LinkCount">Names that it has; 0 when it is deleted and only held open.</param>
/// <param name="Mode">POSIX type and mode bits; 0 on Windows.</param>
/// <param name="GroupId">POSIX group; 0 on Windows.</param>
/// <param name="IsRegular">Whether it is a regular file, not a folder, pipe or device.</param>
internal readonly record struct FileStat(
    FileIdentity Identity,
    long Size,
    long ModifiedTicks,
    uint LinkCount,
    int Mode,
    uint GroupId,
    bool IsRegular);
