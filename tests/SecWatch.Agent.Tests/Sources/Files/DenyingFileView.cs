using SecWatch.Agent.Sources.Files;

namespace SecWatch.Agent.Tests.Sources.Files;

/// <summary>Linux's files, of which one folder and one file's content may not be read.</summary>
internal sealed class DenyingFileView(LinuxFileView inner, string folder, string file) : IFileView
{
    public char Separator => inner.Separator;

    public FileOutcome ReadState(string path, out FileState state) => inner.ReadState(path, out state);

    public FileOutcome List(string directory, out IReadOnlyList<string> names)
    {
        if (string.Equals(directory, folder, StringComparison.Ordinal))
        {
            names = [];
            return FileOutcome.Denied;
        }

        return inner.List(directory, out names);
    }

    public FileOutcome Hash(string path, in FileState state, out byte[] sha256)
    {
        if (string.Equals(path, file, StringComparison.Ordinal))
        {
            sha256 = [];
            return FileOutcome.Denied;
        }

        return inner.Hash(path, state, out sha256);
    }

    public string? LinkTarget(string path) => inner.LinkTarget(path);

    public string? OwnerName(in FileState state) => inner.OwnerName(state);
}
