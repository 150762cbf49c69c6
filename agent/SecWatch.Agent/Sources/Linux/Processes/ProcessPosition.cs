using System.Buffers.Binary;

namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>Where process events stand: everything up to <see cref="LastSeenTicks"/> is reported.</summary>
/// <remarks>
/// Bytes, little endian: version 1 (1), boot id (16), last seen in ticks UTC (8), forks since boot (8), floor in
/// hundredths of a second since boot (8), count (2), then count times process number (4) and start in hundredths (8).
/// </remarks>
/// <param name="Forks">The kernel's count of processes and threads made since boot, as of the last event seen.</param>
/// <param name="FloorStartTicks">A process that started at or before this is not reported by a scan.</param>
/// <param name="Reported">Those that started after the floor, still live, and are reported already.</param>
internal sealed record ProcessPosition(
    Guid BootId, long LastSeenTicks, long Forks, long FloorStartTicks, IReadOnlyDictionary<int, long> Reported)
{
    private const byte Version = 1;
    private const int HeaderBytes = 43;
    private const int EntryBytes = 12;

    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderBytes + (EntryBytes * Reported.Count)];
        bytes[0] = Version;
        _ = BootId.TryWriteBytes(bytes.AsSpan(1), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(17), LastSeenTicks);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(25), Forks);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(33), FloorStartTicks);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(41), (ushort)Reported.Count);
        var offset = HeaderBytes;
        foreach (var (processId, startTicks) in Reported)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), processId);
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(offset + 4), startTicks);
            offset += EntryBytes;
        }

        return bytes;
    }

    public static bool TryParse(ReadOnlySpan<byte> bytes, out ProcessPosition position)
    {
        position = null!;
        if (bytes.Length < HeaderBytes || bytes[0] != Version)
        {
            return false;
        }

        var count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[41..]);
        var lastSeen = BinaryPrimitives.ReadInt64LittleEndian(bytes[17..]);
        if (bytes.Length != HeaderBytes + (count * EntryBytes)
            || lastSeen < 0 || lastSeen > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        var reported = new Dictionary<int, long>(count);
        for (var rest = bytes[HeaderBytes..]; !rest.IsEmpty; rest = rest[EntryBytes..])
        {
            reported[BinaryPrimitives.ReadInt32LittleEndian(rest)] = BinaryPrimitives.ReadInt64LittleEndian(rest[4..]);
        }

        position = new ProcessPosition(
            new Guid(bytes[1..17], bigEndian: true),
            lastSeen,
            BinaryPrimitives.ReadInt64LittleEndian(bytes[25..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[33..]),
            reported);
        return true;
    }
}
