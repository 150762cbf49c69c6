namespace SecWatch.Agent.Sources.Files;

/// <summary>Reads the state of files.</summary>
internal interface IFileView
{
    /// <summary>The separator of folders in a path.</summary>
    char Separator { get; }

    FileOutcome ReadState(string path, out FileState state);

    /// <summary>Names of the entries of a folder.</summary>
    FileOutcome List(string directory, out IReadOnlyList<string> names);

    /// <summary>Hash of the content, or of a link's target.</summary>
    FileOutcome Hash(string path, in FileState state, out byte[] sha256);

    /// <summary>Where a link points; null for all else.</summary>
    string? LinkTarget(string path);

    /// <summary>The name of the owner.</summary>
    string? OwnerName(in FileState state);
}
