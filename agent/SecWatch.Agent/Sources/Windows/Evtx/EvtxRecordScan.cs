using System.Buffers.Binary;

namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>Finds the records of a chunk, also of one that is damaged, and says where some must be missing.</summary>
/// <remarks>
/// A record is: 2a 2a 00 00, its size (4 bytes), its number (8), its time (8), BinXML, the size again (4). Where that
/// does
/// not hold, the next place is searched at which it does. Within a chunk each number is one more than the one before: a
/// jump is a hole, also where no bytes are damaged but a number itself; and what a reused chunk still holds of older
/// records behind its end has smaller numbers and is not taken. The same bytes always give the same items.
/// </remarks>
internal static class EvtxRecordScan
{
    private const int RecordHeadBytes = 24;
    private const int RecordBytesMin = RecordHeadBytes + 4;

    /// <summary>Sets <paramref name="items"/> to what the chunk holds, in order.</summary>
    /// <param name="chunk">The chunk, or as much of it as there is.</param>
    /// <param name="header">Its head.</param>
    /// <param name="items">Receives the items; what was in it is removed.</param>
    public static void Scan(ReadOnlySpan<byte> chunk, EvtxChunkHeader header, List<EvtxItem> items)
    {
        items.Clear();
        var limit = header.IsTrusted ? Math.Min(header.FreeOffset, chunk.Length) : chunk.Length;
        var position = EvtxChunkHeader.Bytes;
        var lastId = header.IsTrusted ? header.FirstRecordId - 1 : -1;
        while (TryFind(chunk, header, limit, lastId, position, out var record))
        {
            if (lastId >= 0 && record.FirstRecordId > lastId + 1)
            {
                items.Add(EvtxItem.Hole(lastId + 1, record.FirstRecordId - 1, "Records are damaged."));
            }
            else if (record.Offset > position && lastId < 0)
            {
                items.Add(EvtxItem.Hole(0, 0, "The chunk's head and its first records are damaged."));
            }

            items.Add(record);
            lastId = record.FirstRecordId;
            position = record.Offset + record.Length;
        }

        AddGrowth(chunk, header, items, ref lastId, ref position);
        AddTail(chunk, header, items, lastId, position);
    }

    // A file that was copied while in use has records behind the end that the head of its last chunk knows.
    private static void AddGrowth(
        ReadOnlySpan<byte> chunk, EvtxChunkHeader header, List<EvtxItem> items, ref long lastId, ref int position)
    {
        if (!header.IsTrusted || lastId != header.LastRecordId)
        {
            return;
        }

        while (TryRecord(chunk, position, out var record) && record.FirstRecordId == lastId + 1)
        {
            items.Add(record);
            lastId++;
            position += record.Length;
        }
    }

    private static void AddTail(
        ReadOnlySpan<byte> chunk, EvtxChunkHeader header, List<EvtxItem> items, long lastId, int position)
    {
        if (header.IsTrusted)
        {
            if (lastId < header.LastRecordId)
            {
                var damage = chunk.Length < header.FreeOffset
                    ? "The file ends before the chunk does." : "Records at the end of the chunk are damaged.";
                items.Add(EvtxItem.Hole(lastId + 1, header.LastRecordId, damage));
            }

            return;
        }

        if (position < chunk.Length && chunk[position..].ContainsAnyExcept((byte)0))
        {
            items.Add(EvtxItem.Hole(0, 0, "The chunk's head is damaged, and data in it are no readable records."));
        }
    }

    private static bool TryFind(
        ReadOnlySpan<byte> chunk, EvtxChunkHeader header, int limit, long lastId, int start, out EvtxItem record)
    {
        var position = start;
        while (position + RecordBytesMin <= limit)
        {
            if (TryRecord(chunk[..limit], position, out record) && record.FirstRecordId > lastId
                && (!header.IsTrusted || record.FirstRecordId <= header.LastRecordId))
            {
                return true;
            }

            var next = chunk[(position + 1)..limit].IndexOf("\u002a\u002a\0\0"u8);
            if (next < 0)
            {
                break;
            }

            position += next + 1;
        }

        record = default;
        return false;
    }

    private static bool TryRecord(ReadOnlySpan<byte> chunk, int position, out EvtxItem record)
    {
        record = default;
        if (position + RecordBytesMin > chunk.Length)
        {
            return false;
        }

        var head = chunk[position..];
        var size = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        if (!head.StartsWith("\u002a\u002a\0\0"u8) || size < RecordBytesMin || size > (uint)head.Length
            || BinaryPrimitives.ReadUInt32LittleEndian(head[((int)size - 4)..]) != size)
        {
            return false;
        }

        var id = BinaryPrimitives.ReadInt64LittleEndian(head[8..]);
        record = new EvtxItem(position, (int)size, id, id, BinaryPrimitives.ReadUInt64LittleEndian(head[16..]), null);
        return id >= 0;
    }
}
