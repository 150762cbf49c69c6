using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SecWatch.Agent.Sources.Logs;

/// <summary>The Linux calls that say which file is behind a path or handle.</summary>
/// <remarks>
/// <c>statx</c> is taken because its structure is the same on every architecture. Files are opened with <c>open</c>
/// itself and not through <see cref="File"/>, which takes an advisory lock: a writer that asks for an exclusive lock on
/// its own log would be refused because of us.
/// </remarks>
internal static partial class LinuxFiles
{
    private const int CurrentFolder = -100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStats = 0x7ff;
    private const int ReadOnlyNoWaitNoTerminal = 0x80900;
    private const int StatBytes = 256;
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;
    private const int NotPermitted = 1;
    private const int NoEntry = 2;
    private const int AccessDenied = 13;
    private const int NotDirectory = 20;

    public static FileAccessOutcome TryStat(string path, out FileStat stat)
    {
        Span<byte> raw = stackalloc byte[StatBytes];
        if (StatX(CurrentFolder, path, 0, BasicStats, raw) != 0)
        {
            stat = default;
            return Outcome(Marshal.GetLastPInvokeError());
        }

        stat = Decode(raw);
        return FileAccessOutcome.Done;
    }

    public static FileAccessOutcome TryStat(SafeFileHandle handle, out FileStat stat)
    {
        Span<byte> raw = stackalloc byte[StatBytes];
        if (StatX(handle, "", EmptyPath, BasicStats, raw) != 0)
        {
            stat = default;
            return Outcome(Marshal.GetLastPInvokeError());
        }

        stat = Decode(raw);
        return FileAccessOutcome.Done;
    }

    public static FileAccessOutcome TryOpen(string path, out SafeFileHandle? handle)
    {
        var descriptor = Open(path, ReadOnlyNoWaitNoTerminal);
        if (descriptor < 0)
        {
            handle = null;
            return Outcome(Marshal.GetLastPInvokeError());
        }

        handle = new SafeFileHandle(descriptor, ownsHandle: true);
        return FileAccessOutcome.Done;
    }

    private static FileStat Decode(ReadOnlySpan<byte> raw)
    {
        var mode = BitConverter.ToUInt16(raw[28..]);
        var seconds = BitConverter.ToInt64(raw[112..]);
        var device = ((ulong)BitConverter.ToUInt32(raw[136..]) << 32) | BitConverter.ToUInt32(raw[140..]);
        return new FileStat(
            new FileIdentity(device, BitConverter.ToUInt64(raw[32..])),
            BitConverter.ToInt64(raw[40..]),
            unchecked((seconds * 1_000_000_000) + BitConverter.ToUInt32(raw[120..])),
            BitConverter.ToUInt32(raw[16..]),
            mode,
            BitConverter.ToUInt32(raw[24..]),
            (mode & TypeMask) == RegularType);
    }

    private static FileAccessOutcome Outcome(int error) => error switch
    {
        NoEntry or NotDirectory => FileAccessOutcome.Missing,
        NotPermitted or AccessDenied => FileAccessOutcome.Denied,
        _ => FileAccessOutcome.Failed,
    };

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatX(int folder, string path, int flags, uint mask, Span<byte> result);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatX(SafeFileHandle file, string path, int flags, uint mask, Span<byte> result);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);
}
