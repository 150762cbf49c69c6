using System.Globalization;
using SecWatch.Agent.Sources.Files;
using SecWatch.Agent.Sources.Linux;
using SecWatch.Agent.Sources.Linux.Processes;
using SecWatch.Agent.Sources.Logs;

namespace SecWatch.Agent.Control;

/// <summary>Checks whether this process may do what each source that is turned on needs.</summary>
/// <remarks>It speaks of the user who asks: as root, or as the service's user, of what the service may do.</remarks>
internal static class SourceRights
{
    private const int WatchesMin = 8192;
    private const string WatchLimit = "/proc/sys/fs/inotify/max_user_watches";
    private const string InstanceLimit = "/proc/sys/fs/inotify/max_user_instances";

    public static IEnumerable<RightFinding> Check(SourceSettings settings)
    {
        if (OperatingSystem.IsWindows())
        {
            yield return Environment.IsPrivilegedProcess
                ? new RightFinding("windowsEventLog", "administrator")
                : new RightFinding("windowsEventLog", "not an administrator: the Security log cannot be read",
                    "run this command as an administrator; the service is one");
        }

        if (OperatingSystem.IsLinux() && settings.Process.Enabled)
        {
            foreach (var finding in CheckProcess(Capabilities.Read(), settings.Process))
            {
                yield return finding;
            }
        }

        if (OperatingSystem.IsLinux() && settings.Files.Enabled)
        {
            yield return CheckWatches(ReadNumber(WatchLimit), ReadNumber(InstanceLimit));
            var paths = settings.Files.Paths.Count > 0 ? settings.Files.Paths : FileIntegrityOptions.LinuxPaths;
            foreach (var path in paths)
            {
                if (CheckReadable("files", path) is { Remedy.Length: > 0 } finding)
                {
                    yield return finding;
                }
            }
        }

        foreach (var finding in settings.Logs.SelectMany(CheckLog))
        {
            yield return finding;
        }
    }

    /// <summary>The rights that process starts need, one finding each.</summary>
    internal static IEnumerable<RightFinding> CheckProcess(Capabilities rights, ProcessSourceOptions options)
    {
        yield return rights.MaySubscribe
            ? CheckConnector(options)
            : new RightFinding(
                "process", "CAP_NET_ADMIN is missing: no process starts", "run the agent as its service, or as root");
        yield return rights.MayReadProcesses
            ? new RightFinding("process images", "CAP_SYS_PTRACE")
            : new RightFinding(
                "process images", "CAP_SYS_PTRACE is missing: other users' processes have no image and no folder",
                "run the agent as its service, or as root");
    }

    /// <summary>Whether inotify lets enough be watched; 0 is a limit that the kernel does not tell.</summary>
    internal static RightFinding CheckWatches(long watches, long instances) => (watches, instances) switch
    {
        ( > 0 and < WatchesMin, _) => new RightFinding(
            "inotify", string.Create(CultureInfo.InvariantCulture, $"at most {watches} folders can be watched"),
            $"sysctl fs.inotify.max_user_watches={WatchesMin * 8}"),
        (_, > 0 and < 16) => new RightFinding(
            "inotify", string.Create(CultureInfo.InvariantCulture, $"at most {instances} watchers for a user"),
            "sysctl fs.inotify.max_user_instances=128"),
        _ => new RightFinding(
            "inotify", string.Create(CultureInfo.InvariantCulture, $"{watches} folders can be watched")),
    };

    /// <summary>Every file that a log's patterns match now, and whether it can be read.</summary>
    internal static IEnumerable<RightFinding> CheckLog(LogSourceOptions options)
    {
        var what = $"log:{options.Id}";
        var scan = new LogScan(options.Paths);
        scan.Run();
        foreach (var folder in scan.DeniedFolders)
        {
            yield return new RightFinding(
                what, $"{folder} cannot be listed", "run the agent as its service, as root, or in the folder's group");
        }

        var live = scan.Entries.Where(entry => !entry.IsRotated).Select(entry => entry.Path).ToList();
        if (live.Count == 0 && scan.DeniedFolders.Count == 0)
        {
            yield return new RightFinding(what, $"no file matches {string.Join(", ", options.Paths)} yet");
        }

        foreach (var path in live)
        {
            yield return CheckReadable(what, path);
        }
    }

    private static RightFinding CheckConnector(ProcessSourceOptions options)
    {
        using var connector = new NetlinkProcessConnector(options.ReceiveBufferBytes);
        return connector.Open(out var reason) == ConnectorOutcome.Subscribed
            ? new RightFinding("process", "the process connector answers")
            : new RightFinding("process", reason, "run the agent on the host itself, in no container");
    }

    private static RightFinding CheckReadable(string what, string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                using var entries = Directory.EnumerateFileSystemEntries(path).GetEnumerator();
                _ = entries.MoveNext();
            }
            else
            {
                using var file = new FileStream(
                    path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            }

            return new RightFinding(what, $"{path} can be read");
        }
        catch (UnauthorizedAccessException)
        {
            return new RightFinding(what, DeniedReason.Describe(path), "run the agent as its service, or as root");
        }
        catch (IOException)
        {
            return new RightFinding(what, $"{path} is not there");
        }
    }

    private static long ReadNumber(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            return long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
