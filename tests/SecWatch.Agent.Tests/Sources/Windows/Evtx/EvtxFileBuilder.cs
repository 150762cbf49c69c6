using System.Buffers.Binary;
using System.IO.Hashing;

namespace SecWatch.Agent.Tests.Sources.Windows.Evtx;

/// <summary>Builds small EVTX files with right checksums.</summary>
internal sealed class EvtxFileBuilder
{
    public const int HeaderBytes = 4_096;
    public const int ChunkBytes = 65_536;

    private readonly List<byte[]> chunks = [];
    private long nextRecord = 1;

    public bool IsDirty { get; set; }

    /// <summary>Where records begin in the last chunk, in order.</summary>
    public List<int> RecordOffsets { get; } = [];

    /// <summary>Adds a chunk with one record for each writer.</summary>
    public EvtxFileBuilder Chunk(params Action<BinXmlBuilder>[] records)
    {
        var chunk = new byte[ChunkBytes];
        var builder = new BinXmlBuilder(
            chunk,
            new Dictionary<string, int>(StringComparer.Ordinal),
            new Dictionary<string, int>(StringComparer.Ordinal))
        {
            Position = 512,
        };
        var first = nextRecord;
        RecordOffsets.Clear();
        foreach (var write in records)
        {
            WriteRecord(chunk, builder, write);
        }

        var head = chunk.AsSpan();
        "ElfChnk\0"u8.CopyTo(head);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], first);
        BinaryPrimitives.WriteInt64LittleEndian(head[16..], nextRecord - 1);
        BinaryPrimitives.WriteInt64LittleEndian(head[24..], first);
        BinaryPrimitives.WriteInt64LittleEndian(head[32..], nextRecord - 1);
        BinaryPrimitives.WriteInt32LittleEndian(head[40..], 128);
        BinaryPrimitives.WriteInt32LittleEndian(head[48..], builder.Position);
        Seal(chunk);
        chunks.Add(chunk);
        return this;
    }

    /// <summary>Sets both checksums of a chunk.</summary>
    public static void Seal(Span<byte> chunk)
    {
        var free = BinaryPrimitives.ReadInt32LittleEndian(chunk[48..]);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[52..], Crc32.HashToUInt32(chunk[512..free]));
        var crc = new Crc32();
        crc.Append(chunk[..120]);
        crc.Append(chunk[128..512]);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk[124..], crc.GetCurrentHashAsUInt32());
    }

    public byte[] Build()
    {
        var file = new byte[HeaderBytes + (chunks.Count * ChunkBytes)];
        var head = file.AsSpan();
        "ElfFile\0"u8.CopyTo(head);
        BinaryPrimitives.WriteInt64LittleEndian(head[16..], chunks.Count - 1);
        BinaryPrimitives.WriteInt64LittleEndian(head[24..], nextRecord);
        BinaryPrimitives.WriteInt32LittleEndian(head[32..], 128);
        BinaryPrimitives.WriteUInt16LittleEndian(head[36..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(head[38..], 3);
        BinaryPrimitives.WriteUInt16LittleEndian(head[40..], HeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(head[42..], (ushort)chunks.Count);
        head[120] = IsDirty ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32LittleEndian(head[124..], Crc32.HashToUInt32(head[..120]));
        for (var i = 0; i < chunks.Count; i++)
        {
            chunks[i].CopyTo(file, HeaderBytes + (i * ChunkBytes));
        }

        return file;
    }

    private void WriteRecord(byte[] chunk, BinXmlBuilder builder, Action<BinXmlBuilder> write)
    {
        var start = builder.Position;
        RecordOffsets.Add(start);
        builder.Position += 24;
        write(builder);
        var size = builder.Position + 4 - start;
        size += (8 - (size % 8)) % 8;
        builder.Position = start + size;
        var record = chunk.AsSpan(start, size);
        BinaryPrimitives.WriteInt32LittleEndian(record, 0x2A2A);
        BinaryPrimitives.WriteInt32LittleEndian(record[4..], size);
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], nextRecord++);
        BinaryPrimitives.WriteInt64LittleEndian(record[16..], EvtxFixture.WrittenAt.ToFileTime());
        BinaryPrimitives.WriteInt32LittleEndian(record[(size - 4)..], size);
    }
}
