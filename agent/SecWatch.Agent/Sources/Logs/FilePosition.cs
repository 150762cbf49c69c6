using System.Buffers.Binary;
using System.Text;

namespace SecWatch.Agent.Sources.Logs;

/// <summary>How far one log file was read, as it is stored with the lines themselves.</summary>
/// <remarks>
/// Version (1 byte, 1), flags (1), offset (8), fingerprint length (4), fingerprint (8), time in UTC ticks (8), then the
/// path in UTF-8. All little endian.
/// </remarks>
/// <param name="Offset">Where the first line begins that was not posted.</param>
/// <param name="Fingerprint">Of the bytes before the offset.</param>
/// <param name="Flags">What else is known of the file.</param>
/// <param name="CheckedTicks">When the file was last seen so, in UTC ticks.</param>
/// <param name="Path">Its name then.</param>
internal readonly record struct FilePosition(
    long Offset, PrefixFingerprint Fingerprint, FileFlags Flags, long CheckedTicks, string Path)
{
    private const byte Version = 1;
    private const int HeaderBytes = 30;

    public byte[] Encode()
    {
        var bytes = new byte[HeaderBytes + Encoding.UTF8.GetByteCount(Path)];
        bytes[0] = Version;
        bytes[1] = (byte)Flags;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(2), Offset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(10), Fingerprint.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(14), Fingerprint.Hash);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(22), CheckedTicks);
        Encoding.UTF8.GetBytes(Path, bytes.AsSpan(HeaderBytes));
        return bytes;
    }

    /// <returns>false where the bytes are no position of this version.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out FilePosition position)
    {
        position = default;
        if (bytes.Length < HeaderBytes || bytes[0] != Version)
        {
            return false;
        }

        var offset = BinaryPrimitives.ReadInt64LittleEndian(bytes[2..]);
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[10..]);
        var checkedTicks = BinaryPrimitives.ReadInt64LittleEndian(bytes[22..]);
        if (offset < 0 || length is < 0 or > PrefixFingerprint.LengthMax
            || checkedTicks < 0 || checkedTicks > DateTimeOffset.MaxValue.Ticks)
        {
            return false;
        }

        position = new FilePosition(
            offset,
            new PrefixFingerprint(length, BinaryPrimitives.ReadUInt64LittleEndian(bytes[14..])),
            (FileFlags)bytes[1],
            checkedTicks,
            Encoding.UTF8.GetString(bytes[HeaderBytes..]));
        return true;
    }
}
