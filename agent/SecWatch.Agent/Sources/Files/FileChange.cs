namespace SecWatch.Agent.Sources.Files;

/// <summary>One notice of a watcher.</summary>
/// <param name="Path">Empty for an overflow.</param>
/// <param name="Cookie">Equal for the two halves of a move, 0 for all else.</param>
internal readonly record struct FileChange(FileChangeKind Kind, string Path, bool IsDirectory, uint Cookie);
