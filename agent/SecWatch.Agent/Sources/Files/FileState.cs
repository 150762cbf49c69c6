using System.Buffers.Binary;

namespace SecWatch.Agent.Sources.Files;

/// <summary>What is remembered of a file: the baseline that the next look is compared with.</summary>
/// <remarks>Bytes, little endian: version 1 (1), then the members in order; the hash is 32 bytes or none.</remarks>
internal readonly record struct FileState(
    uint Mode, uint UserId, uint GroupId, ulong Inode, long Size, long ModifiedNs, long ChangedNs)
{
    private const byte Version = 1;
    private const int HeaderBytes = 45;
    private const int HashBytes = 32;
    private const uint TypeMask = 0xF000;

    /// <summary>SHA-256 of the content; null where it is not known.</summary>
    public byte[]? Sha256 { get; init; }

    public bool IsDirectory => (Mode & TypeMask) == 0x4000;

    public bool IsRegular => (Mode & TypeMask) == 0x8000;

    public bool IsLink => (Mode & TypeMask) == 0xA000;

    public uint Type => Mode & TypeMask;

    /// <summary>Nothing happened to the file since, not even a change that was undone.</summary>
    public bool IsUntouched(in FileState now) =>
        Mode == now.Mode && UserId == now.UserId && GroupId == now.GroupId && Inode == now.Inode && Size == now.Size
        && ModifiedNs == now.ModifiedNs && ChangedNs == now.ChangedNs;

    public bool HasSameRights(in FileState now) =>
        Mode == now.Mode && UserId == now.UserId && GroupId == now.GroupId;

    /// <summary>By hash; by size and time where one of the two has none.</summary>
    public bool HasSameContent(in FileState now)
    {
        if (Type != now.Type || IsDirectory)
        {
            return Type == now.Type;
        }

        return Sha256 is not null && now.Sha256 is not null
            ? Sha256.AsSpan().SequenceEqual(now.Sha256)
            : Size == now.Size && ModifiedNs == now.ModifiedNs;
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderBytes + (Sha256?.Length ?? 0)];
        bytes[0] = Version;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(1), Mode);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(5), UserId);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(9), GroupId);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(13), Inode);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(21), Size);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(29), ModifiedNs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(37), ChangedNs);
        Sha256?.CopyTo(bytes, HeaderBytes);
        return bytes;
    }

    public static bool TryParse(ReadOnlySpan<byte> bytes, out FileState state)
    {
        state = default;
        if (bytes.Length is not (HeaderBytes or HeaderBytes + HashBytes) || bytes[0] != Version)
        {
            return false;
        }

        state = new FileState(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[1..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[5..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[9..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[13..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[21..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[29..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[37..]))
        {
            Sha256 = bytes.Length > HeaderBytes ? bytes[HeaderBytes..].ToArray() : null,
        };
        return true;
    }
}
