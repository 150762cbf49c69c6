using System.Buffers.Binary;
using System.IO.Hashing;
using SecWatch.Agent.Sources.Windows.Evtx;

namespace SecWatch.Benchmarks.Evtx;

/// <summary>Fills a chunk with repetitions of its own records, without the template definitions, as Windows would
/// write them.</summary>
internal static class ChunkPacker
{
    private const int RecordHeadBytes = 24;

    public static byte[] Fill(byte[] chunk)
    {
        var full = (byte[])chunk.Clone();
        var items = new List<EvtxItem>();
        EvtxRecordScan.Scan(chunk, EvtxChunkHeader.Parse(chunk), items);
        var end = items[^1].Offset + items[^1].Length;
        var nextId = items[^1].LastRecordId + 1;
        for (var i = 0; ; i = (i + 1) % items.Count)
        {
            var body = Strip(chunk, items[i].Offset + RecordHeadBytes);
            var size = (RecordHeadBytes + body.Length + 4 + 7) / 8 * 8;
            if (end + size > full.Length)
            {
                break;
            }

            var record = full.AsSpan(end, size);
            record.Clear();
            chunk.AsSpan(items[i].Offset, RecordHeadBytes).CopyTo(record);
            body.CopyTo(record[RecordHeadBytes..]);
            BinaryPrimitives.WriteInt32LittleEndian(record[4..], size);
            BinaryPrimitives.WriteInt64LittleEndian(record[8..], nextId++);
            BinaryPrimitives.WriteInt32LittleEndian(record[(size - 4)..], size);
            end += size;
        }

        Seal(full, nextId - 1, end);
        return full;
    }

    // Fragment header, template instance without its definition, values; a value that is BinXML is treated alike.
    private static byte[] Strip(byte[] chunk, int start)
    {
        var definition = BinaryPrimitives.ReadInt32LittleEndian(chunk.AsSpan(start + 10));
        var values = start + 14;
        if (definition == values)
        {
            values += 24 + BinaryPrimitives.ReadInt32LittleEndian(chunk.AsSpan(definition + 20));
        }

        var count = BinaryPrimitives.ReadInt32LittleEndian(chunk.AsSpan(values));
        var specification = chunk.AsSpan(values, 4 + (count * 4)).ToArray();
        var data = new List<byte>();
        var offset = values + specification.Length;
        for (var i = 0; i < count; i++)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(specification.AsSpan(4 + (i * 4)));
            var value = specification[6 + (i * 4)] == (byte)BinXmlType.BinXml
                ? Strip(chunk, offset)
                : chunk[offset..(offset + length)];
            BinaryPrimitives.WriteUInt16LittleEndian(specification.AsSpan(4 + (i * 4)), (ushort)value.Length);
            data.AddRange(value);
            offset += length;
        }

        return [.. chunk[start..(start + 14)], .. specification, .. data];
    }

    private static void Seal(Span<byte> chunk, long lastId, int end)
    {
        BinaryPrimitives.WriteInt64LittleEndian(chunk[16..], lastId);
        BinaryPrimitives.WriteInt64LittleEndian(chunk[32..], lastId);
        BinaryPrimitives.WriteInt32LittleEndian(chunk[48..], end);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[52..], Crc32.HashToUInt32(chunk[512..end]));
        var crc = new Crc32();
        crc.Append(chunk[..120]);
        crc.Append(chunk[128..512]);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[124..], crc.GetCurrentHashAsUInt32());
    }
}
