using System.Runtime.InteropServices;

namespace SecWatch.Agent.Sources.Linux;

/// <summary>What the kernel says about a file, read with statx: its layout is the same on every architecture.</summary>
/// <param name="Mode">Type and permission bits.</param>
/// <param name="ModifiedNs">Time of the last change of the content, in nanoseconds since 1970.</param>
/// <param name="ChangedNs">Time of the last change of content, mode or owner; no program can set it back.</param>
internal readonly record struct FileStatus(
    uint Mode, uint UserId, uint GroupId, ulong Device, ulong Inode, long Size, long ModifiedNs, long ChangedNs)
{
    private const uint TypeMask = 0xF000;
    private const uint BasicStatistics = 0x7FF;
    private const int ResultBytes = 256;

    public bool IsDirectory => (Mode & TypeMask) == 0x4000;

    public bool IsRegular => (Mode & TypeMask) == 0x8000;

    public bool IsSymbolicLink => (Mode & TypeMask) == 0xA000;

    /// <param name="directory">Where a relative path starts; with an empty path the descriptor's own file.</param>
    /// <param name="path">Ends with a zero byte.</param>
    /// <param name="error">The errno, 0 on success.</param>
    public static unsafe bool TryRead(
        int directory, ReadOnlySpan<byte> path, int flags, out FileStatus status, out int error)
    {
        var result = stackalloc byte[ResultBytes];
        fixed (byte* name = path)
        {
            if (LibC.StatX(directory, name, flags, BasicStatistics, result) != 0)
            {
                error = Marshal.GetLastPInvokeError();
                status = default;
                return false;
            }
        }

        var fields = new ReadOnlySpan<byte>(result, ResultBytes);
        status = new FileStatus(
            BitConverter.ToUInt16(fields[28..]),
            BitConverter.ToUInt32(fields[20..]),
            BitConverter.ToUInt32(fields[24..]),
            ((ulong)BitConverter.ToUInt32(fields[136..]) << 32) | BitConverter.ToUInt32(fields[140..]),
            BitConverter.ToUInt64(fields[32..]),
            BitConverter.ToInt64(fields[40..]),
            Nanoseconds(fields[112..]),
            Nanoseconds(fields[96..]));
        error = 0;
        return true;
    }

    private static long Nanoseconds(ReadOnlySpan<byte> time) =>
        unchecked((BitConverter.ToInt64(time) * 1_000_000_000) + BitConverter.ToUInt32(time[8..]));
}
