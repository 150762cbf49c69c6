namespace SecWatch.Agent.Sources.Files;

/// <summary>A difference between a file and what is remembered of it.</summary>
/// <param name="SourcePath">The former path, of a rename.</param>
/// <param name="Before">What was remembered; null where there was nothing.</param>
/// <param name="Now">What is there; null where there is nothing.</param>
/// <param name="Incomplete">Why a hash is absent; null where none is.</param>
internal sealed record FileFinding(
    int EventId,
    string Path,
    string? SourcePath,
    FileState? Before,
    FileState? Now,
    string? Incomplete,
    bool FoundByScan);
