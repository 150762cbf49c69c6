using System.Globalization;
using System.Runtime.InteropServices;
using SecWatch.Agent.Sources.Linux;

namespace SecWatch.Agent.Sources.Files;

/// <summary>Notices of the Linux kernel about folders, by inotify(7).</summary>
internal sealed unsafe class InotifyWatcher : IFileWatcher
{
    private const uint Attributes = 0x4;
    private const uint CloseWrite = 0x8;
    private const uint MovedFrom = 0x40;
    private const uint MovedTo = 0x80;
    private const uint Create = 0x100;
    private const uint Delete = 0x200;
    private const uint QueueOverflow = 0x4000;
    private const uint Ignored = 0x8000;
    private const uint OnlyDirectory = 0x1000000;
    private const uint IsDirectory = 0x40000000;
    private const uint Wanted = Attributes | CloseWrite | MovedFrom | MovedTo | Create | Delete | OnlyDirectory;
    private const int HeaderBytes = 16;
    private const short PollIn = 1;

    private readonly Dictionary<int, string> pathsByWatch = [];
    private readonly Dictionary<string, int> watchesByPath = new(StringComparer.Ordinal);
    private readonly byte[] buffer = new byte[64 * 1024];
    private int inotify = -1;

    public bool TryWatch(string directory, out string? problem)
    {
        problem = null;
        if (watchesByPath.ContainsKey(directory))
        {
            return true;
        }

        if (inotify < 0)
        {
            inotify = LibC.InotifyInit(LibC.OpenCloseOnExec | LibC.OpenNonBlock);
            if (inotify < 0)
            {
                problem = "no inotify instance left; raise fs.inotify.max_user_instances";
                return false;
            }
        }

        fixed (byte* path = RawPath.ToBytes(directory))
        {
            var watch = LibC.InotifyAddWatch(inotify, path, Wanted);
            if (watch >= 0)
            {
                pathsByWatch[watch] = directory;
                watchesByPath[directory] = watch;
                return true;
            }
        }

        var error = Marshal.GetLastPInvokeError();
        problem = error switch
        {
            LibC.Enoent or LibC.Enotdir => null,
            LibC.Enospc => $"{directory}: the limit of watches is reached; raise fs.inotify.max_user_watches",
            LibC.Eacces => $"{directory}: not readable without CAP_DAC_READ_SEARCH",
            _ => string.Create(CultureInfo.InvariantCulture, $"{directory}: cannot be watched, error {error}"),
        };
        return false;
    }

    public void Forget(string directory)
    {
        var below = directory + "/";
        foreach (var (path, watch) in watchesByPath)
        {
            if (string.Equals(path, directory, StringComparison.Ordinal)
                || path.StartsWith(below, StringComparison.Ordinal))
            {
                _ = LibC.InotifyRemoveWatch(inotify, watch);
                watchesByPath.Remove(path);
                pathsByWatch.Remove(watch);
            }
        }
    }

    public void Wait(TimeSpan limit)
    {
        // struct pollfd: descriptor (4 bytes), events (2), what happened (2).
        Span<byte> descriptor = stackalloc byte[8];
        MemoryMarshal.Write(descriptor, in inotify);
        MemoryMarshal.Write(descriptor[4..], PollIn);
        fixed (byte* pointer = descriptor)
        {
            _ = LibC.Poll(pointer, 1, (int)limit.TotalMilliseconds);
        }
    }

    public IReadOnlyList<FileChange> Take()
    {
        var changes = new List<FileChange>();
        fixed (byte* target = buffer)
        {
            // One buffer at a time: what waits longer than a move's second half needs is not worth more memory.
            var bytes = inotify < 0 ? 0 : LibC.Read(inotify, target, buffer.Length);
            for (var rest = buffer.AsSpan(0, Math.Max(0, (int)bytes)); rest.Length >= HeaderBytes;)
            {
                var nameBytes = BitConverter.ToInt32(rest[12..]);
                Add(changes, rest, rest.Slice(HeaderBytes, nameBytes));
                rest = rest[(HeaderBytes + nameBytes)..];
            }
        }

        return changes;
    }

    public void Dispose()
    {
        if (inotify >= 0)
        {
            _ = LibC.Close(inotify);
            inotify = -1;
        }
    }

    private void Add(List<FileChange> changes, ReadOnlySpan<byte> header, ReadOnlySpan<byte> name)
    {
        var watch = BitConverter.ToInt32(header);
        var mask = BitConverter.ToUInt32(header[4..]);
        if ((mask & QueueOverflow) != 0)
        {
            changes.Add(new FileChange(FileChangeKind.Overflow, "", false, 0));
            return;
        }

        if (!pathsByWatch.TryGetValue(watch, out var directory))
        {
            return;
        }

        if ((mask & Ignored) != 0)
        {
            // The folder is gone; the kernel may give its number to another.
            pathsByWatch.Remove(watch);
            watchesByPath.Remove(directory);
            return;
        }

        FileChangeKind? kind = (mask & ~IsDirectory) switch
        {
            Create => FileChangeKind.Created,
            CloseWrite => FileChangeKind.Written,
            Attributes => FileChangeKind.Attributes,
            Delete => FileChangeKind.Deleted,
            MovedFrom => FileChangeKind.MovedFrom,
            MovedTo => FileChangeKind.MovedTo,
            _ => null,
        };
        var end = name.IndexOf((byte)0);
        var path = name.IsEmpty || end == 0
            ? directory
            : (directory.Length == 1 ? "" : directory) + "/" + RawPath.FromBytes(end < 0 ? name : name[..end]);
        if (kind is not null)
        {
            changes.Add(new FileChange(
                kind.Value, path, (mask & IsDirectory) != 0, BitConverter.ToUInt32(header[8..])));
        }
    }
}
