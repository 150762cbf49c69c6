namespace SecWatch.Agent.Sources.Files;

/// <summary>Files as .NET shows them on every system; owners and inodes are not among it.</summary>
internal sealed class PortableFileView : IFileView
{
    private const uint TypeDirectory = 0x4000;
    private const uint TypeRegular = 0x8000;
    private const uint TypeLink = 0xA000;
    private const int ChunkBytes = 128 * 1024;

    public char Separator => Path.DirectorySeparatorChar;

    /// <summary>The mode's lower bits are the file attributes: Windows has no others.</summary>
    public FileOutcome ReadState(string path, out FileState state)
    {
        state = default;
        try
        {
            var attributes = File.GetAttributes(path);
            var isDirectory = attributes.HasFlag(FileAttributes.Directory);
            var type = attributes.HasFlag(FileAttributes.ReparsePoint) ? TypeLink
                : isDirectory ? TypeDirectory : TypeRegular;
            var rights = (uint)(attributes & (FileAttributes.ReadOnly | FileAttributes.Hidden | FileAttributes.System));
            var modifiedNs = (File.GetLastWriteTimeUtc(path).Ticks - DateTime.UnixEpoch.Ticks) * 100;
            var size = isDirectory ? 0 : new FileInfo(path).Length;
            state = new FileState(type | rights, 0, 0, 0, size, modifiedNs, modifiedNs);
            return FileOutcome.Read;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return OutcomeOf(exception);
        }
    }

    public FileOutcome List(string directory, out IReadOnlyList<string> names)
    {
        names = [];
        try
        {
            names = [.. Directory.EnumerateFileSystemEntries(directory).Select(path => Path.GetFileName(path))];
            return FileOutcome.Read;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return OutcomeOf(exception);
        }
    }

    public FileOutcome Hash(string path, in FileState state, out byte[] sha256)
    {
        sha256 = [];
        try
        {
            using var file = File.OpenHandle(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return FileHash.TryCompute(file, state.Size, ChunkBytes, out sha256)
                ? FileOutcome.Read
                : FileOutcome.Failed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return OutcomeOf(exception);
        }
    }

    public string? LinkTarget(string path) => new FileInfo(path).LinkTarget;

    public string? OwnerName(in FileState state) => null;

    private static FileOutcome OutcomeOf(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => FileOutcome.Missing,
        UnauthorizedAccessException => FileOutcome.Denied,
        _ => FileOutcome.Failed,
    };
}
