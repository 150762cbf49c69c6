using Microsoft.Win32.SafeHandles;

namespace SecWatch.Agent.Sources.Logs;

/// <summary>Opens log files without getting in their writers' way, and asks who they are, on either system.</summary>
internal static class LogFiles
{
    public static FileAccessOutcome TryStat(string path, out FileStat stat) =>
        OperatingSystem.IsWindows() ? WindowsFiles.TryStat(path, out stat) : LinuxFiles.TryStat(path, out stat);

    public static FileAccessOutcome TryStat(SafeFileHandle handle, out FileStat stat) =>
        OperatingSystem.IsWindows() ? WindowsFiles.TryStat(handle, out stat) : LinuxFiles.TryStat(handle, out stat);

    /// <summary>Opens for reading; the writer may go on writing, renaming and deleting.</summary>
    public static FileAccessOutcome TryOpen(string path, out SafeFileHandle? handle) =>
        OperatingSystem.IsWindows() ? WindowsFiles.TryOpen(path, out handle) : LinuxFiles.TryOpen(path, out handle);
}
