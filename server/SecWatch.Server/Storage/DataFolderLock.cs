using System.Globalization;
using SecWatch.Server.Hosting;

namespace SecWatch.Server.Storage;

/// <summary>
/// Keeps a second server off the same data folder. The operating system frees it when the process dies.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream stream;

    private DataFolderLock(FileStream stream) => this.stream = stream;

    /// <exception cref="StartFailedException">Another process has it; the message names its pid.</exception>
    public static DataFolderLock Take(DataFolder folder)
    {
        folder.Create();
        FileStream file;
        try
        {
            file = new FileStream(folder.ServerLock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            // A locked file cannot be read, so the pid stands in a file of its own.
            var pid = File.Exists(folder.ServerPid) ? File.ReadAllText(folder.ServerPid).Trim() : "unknown";
            throw new StartFailedException(
                StartFailedException.FolderInUse,
                $"Another server (process {pid}) uses the data folder {folder.Path}. Stop it, or name another folder.",
                exception);
        }

        File.WriteAllText(folder.ServerPid, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new DataFolderLock(file);
    }

    public void Dispose() => stream.Dispose();
}
