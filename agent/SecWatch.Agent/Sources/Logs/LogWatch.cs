using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SecWatch.Agent.Sources.Logs;

/// <summary>Wakes a log source through inotify when its files are written to or its folders change.</summary>
/// <remarks>
/// A thread of its own waits in the kernel: .NET has no asynchronous wait for such a descriptor. What exactly happened
/// is not looked at, because the source compares the files anyway; so a lost notification costs a second, not a line.
/// </remarks>
internal sealed partial class LogWatch : IDisposable
{
    private const int CloseOnExecNoWait = 0x80800;
    private const int CloseOnExec = 0x80000;
    private const uint Modified = 0x2;
    private const uint FolderEvents = 0x40 | 0x80 | 0x100 | 0x200;
    private const uint Overflow = 0x4000;
    private const uint FolderOnly = 0x01000000;
    private const int EventHeaderBytes = 16;
    private const int ThreadStackBytes = 128 * 1024;
    private const int PauseMilliseconds = 20;
    private const ulong ReadableDescriptors = 1UL << 32;

    private readonly SafeFileHandle notifications;
    private readonly SafeFileHandle stop;
    private readonly LogWake wake;
    private readonly Thread thread;
    private readonly Dictionary<string, int> folders = new(StringComparer.Ordinal);
    private readonly Dictionary<FileIdentity, int> files = [];

    private LogWatch(SafeFileHandle notifications, SafeFileHandle stop, LogWake wake)
    {
        this.notifications = notifications;
        this.stop = stop;
        this.wake = wake;
        thread = new Thread(Wait, ThreadStackBytes) { IsBackground = true, Name = "log watch" };
    }

    /// <returns>null where the system has no notifications left, or is not Linux: then files are polled.</returns>
    public static LogWatch? TryStart(LogWake wake)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var descriptor = Initialise(CloseOnExecNoWait);
        if (descriptor < 0)
        {
            return null;
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        descriptor = EventDescriptor(0, CloseOnExec);
        if (descriptor < 0)
        {
            handle.Dispose();
            return null;
        }

        var watch = new LogWatch(handle, new SafeFileHandle(descriptor, ownsHandle: true), wake);
        watch.thread.Start();
        return watch;
    }

    /// <summary>Watches these folders and the files that are open, and no others.</summary>
    /// <returns>Whether something is watched now that was not before.</returns>
    public bool Update(IReadOnlySet<string> wantedFolders, IReadOnlyList<TrackedFile> wantedFiles)
    {
        var isExtended = false;
        foreach (var folder in folders.Keys.Where(folder => !wantedFolders.Contains(folder)).ToArray())
        {
            folders.Remove(folder, out var watch);
            _ = RemoveWatch(notifications, watch);
        }

        foreach (var folder in wantedFolders)
        {
            // Asked for each time: a folder that was deleted and made again is another one under the same name.
            var watch = AddWatch(notifications, folder, FolderEvents | FolderOnly);
            isExtended |= watch >= 0 && (!folders.TryGetValue(folder, out var known) || known != watch);
            folders[folder] = watch;
        }

        var open = new HashSet<FileIdentity>();
        foreach (var file in wantedFiles)
        {
            if (file.Handle is not null && open.Add(file.Identity) && !files.ContainsKey(file.Identity))
            {
                var watch = AddWatch(notifications, file.Path, Modified);
                isExtended |= watch >= 0;
                files.Add(file.Identity, watch);
            }
        }

        foreach (var identity in files.Keys.Where(identity => !open.Contains(identity)).ToArray())
        {
            files.Remove(identity, out var watch);
            _ = RemoveWatch(notifications, watch);
        }

        return isExtended;
    }

    public void Dispose()
    {
        Signal(stop);
        thread.Join();
        notifications.Dispose();
        stop.Dispose();
    }

    private static void Signal(SafeFileHandle descriptor)
    {
        Span<byte> one = stackalloc byte[8];
        BitConverter.TryWriteBytes(one, 1L);
        _ = Write(descriptor, one, one.Length);
    }

    private void Wait()
    {
        var events = new byte[4096];
        Span<ulong> descriptors = stackalloc ulong[2];
        while (true)
        {
            // struct pollfd: descriptor, events wanted (POLLIN), events that came.
            descriptors[0] = ReadableDescriptors | (uint)notifications.DangerousGetHandle();
            descriptors[1] = ReadableDescriptors | (uint)stop.DangerousGetHandle();
            if (Poll(descriptors, 2, -1) < 0)
            {
                // Interrupted by a signal; any other error shows again at once and is not to be spun on.
                Thread.Yield();
                continue;
            }

            if (IsSignalled(descriptors[1]))
            {
                return;
            }

            var reasons = LogWakeReasons.None;
            int length;
            while ((length = Read(notifications, events, events.Length)) > 0)
            {
                reasons |= Classify(events.AsSpan(0, length));
            }

            if (reasons != LogWakeReasons.None)
            {
                wake.Wake(reasons);

                // A log that is written to a thousand times a second is not to wake this thread as often.
                _ = Poll(descriptors[1..], 1, PauseMilliseconds);
            }
        }
    }

    private static bool IsSignalled(ulong descriptor) => descriptor >> 48 != 0;

    private static LogWakeReasons Classify(ReadOnlySpan<byte> events)
    {
        var reasons = LogWakeReasons.None;
        while (events.Length >= EventHeaderBytes)
        {
            var mask = BitConverter.ToUInt32(events[4..]);
            var nameBytes = BitConverter.ToInt32(events[12..]);
            reasons |= (mask & Modified) != 0 ? LogWakeReasons.File : LogWakeReasons.None;
            reasons |= (mask & (FolderEvents | Overflow)) != 0 ? LogWakeReasons.Folder : LogWakeReasons.None;
            events = events[(EventHeaderBytes + nameBytes)..];
        }

        return reasons;
    }

    [LibraryImport("libc", EntryPoint = "inotify_init1")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Initialise(int flags);

    [LibraryImport("libc", EntryPoint = "eventfd")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int AddWatch(SafeFileHandle notifications, string path, uint mask);

    [LibraryImport("libc", EntryPoint = "inotify_rm_watch")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int RemoveWatch(SafeFileHandle notifications, int watch);

    [LibraryImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Poll(Span<ulong> descriptors, nuint count, int timeout);

    [LibraryImport("libc", EntryPoint = "read")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Read(SafeFileHandle descriptor, Span<byte> buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Write(SafeFileHandle descriptor, ReadOnlySpan<byte> buffer, nint count);
}
