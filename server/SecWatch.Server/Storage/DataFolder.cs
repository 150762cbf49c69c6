using SecWatch.Server.Hosting;

namespace SecWatch.Server.Storage;

/// <summary>The names of everything in the data folder.</summary>
internal sealed class DataFolder(string path)
{
    public string Path { get; } = path;

    public string StateDatabase => System.IO.Path.Combine(Path, "state.db");

    public string MigrationLock => System.IO.Path.Combine(Path, "state.lock");

    public string ServerLock => System.IO.Path.Combine(Path, "server.lock");

    public string ServerPid => System.IO.Path.Combine(Path, "server.pid");

    public string Ports => System.IO.Path.Combine(Path, "ports.json");

    /// <summary>The day files.</summary>
    public string Events => System.IO.Path.Combine(Path, "events");

    /// <summary>The certificate authority's key and roots.</summary>
    public string Authority => System.IO.Path.Combine(Path, "ca");

    /// <summary>Keys of the console's cookies.</summary>
    public string Keys => System.IO.Path.Combine(Path, "keys");

    /// <summary>Makes the folder and its subfolders, readable by their owner alone.</summary>
    /// <exception cref="StartFailedException">It cannot be made.</exception>
    public void Create()
    {
        try
        {
            foreach (var folder in new[] { Path, Events, Authority, Keys })
            {
                if (OperatingSystem.IsWindows())
                {
                    Directory.CreateDirectory(folder);
                }
                else
                {
                    Directory.CreateDirectory(
                        folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartFailedException(
                StartFailedException.BadSetting,
                $"Setting 'Server:DataFolder' is wrong. The folder {Path} cannot be made: {exception.Message}",
                exception);
        }
    }
}
