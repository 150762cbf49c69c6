using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace SecWatch.Agent.Sources.Logs;

/// <summary>The Windows calls that say which file is behind a path or handle.</summary>
[SupportedOSPlatform("windows")]
internal static partial class WindowsFiles
{
    // BY_HANDLE_FILE_INFORMATION: attributes 0, write time 20, volume 28, size 32, links 40, index 44.
    private const int InformationBytes = 52;
    private const uint FolderAttribute = 0x10;

    public static FileAccessOutcome TryStat(string path, out FileStat stat)
    {
        stat = default;
        var outcome = TryOpen(path, out var handle);
        if (handle is null)
        {
            return outcome;
        }

        using (handle)
        {
            return TryStat(handle, out stat);
        }
    }

    public static FileAccessOutcome TryStat(SafeFileHandle handle, out FileStat stat)
    {
        Span<byte> raw = stackalloc byte[InformationBytes];
        if (!GetFileInformationByHandle(handle, raw))
        {
            stat = default;
            return FileAccessOutcome.Failed;
        }

        stat = new FileStat(
            new FileIdentity(ReadUInt32(raw, 28), ReadPair(raw, 44)),
            (long)ReadPair(raw, 32),
            ((long)ReadUInt32(raw, 24) << 32) | ReadUInt32(raw, 20),
            ReadUInt32(raw, 40),
            0,
            0,
            (ReadUInt32(raw, 0) & FolderAttribute) == 0);
        return FileAccessOutcome.Done;
    }

    public static FileAccessOutcome TryOpen(string path, out SafeFileHandle? handle)
    {
        handle = null;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return FileAccessOutcome.Done;
        }
        catch (UnauthorizedAccessException)
        {
            return FileAccessOutcome.Denied;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return FileAccessOutcome.Missing;
        }
        catch (IOException)
        {
            return FileAccessOutcome.Failed;
        }
    }

    private static uint ReadUInt32(ReadOnlySpan<byte> raw, int offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(raw[offset..]);

    // The high half comes first in this structure.
    private static ulong ReadPair(ReadOnlySpan<byte> raw, int offset) =>
        ((ulong)ReadUInt32(raw, offset) << 32) | ReadUInt32(raw, offset + 4);

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetFileInformationByHandle(SafeFileHandle file, Span<byte> information);
}
