using System.Buffers.Binary;
using System.IO.Hashing;

namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>The head of a chunk: which records it holds, and where they end.</summary>
/// <param name="FirstRecordId">Number of the first record.</param>
/// <param name="LastRecordId">Number of the last record.</param>
/// <param name="FreeOffset">Where the records end.</param>
/// <param name="IsTrusted">Whether the head is as it was written and says what can be.</param>
/// <param name="DataChecksumFits">Whether the records are as they were written; false where the head is not
/// trusted.</param>
internal readonly record struct EvtxChunkHeader(
    long FirstRecordId, long LastRecordId, int FreeOffset, bool IsTrusted, bool DataChecksumFits)
{
    public const int Bytes = 512;
    public const int ChunkBytes = 65_536;

    /// <param name="chunk">The chunk, or as much of it as there is.</param>
    public static EvtxChunkHeader Parse(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length < Bytes || !chunk.StartsWith("ElfChnk\0"u8))
        {
            return default;
        }

        var crc = new Crc32();
        crc.Append(chunk[..120]);
        crc.Append(chunk[128..Bytes]);
        var first = BinaryPrimitives.ReadInt64LittleEndian(chunk[24..]);
        var last = BinaryPrimitives.ReadInt64LittleEndian(chunk[32..]);
        var free = BinaryPrimitives.ReadUInt32LittleEndian(chunk[48..]);
        if (crc.GetCurrentHashAsUInt32() != BinaryPrimitives.ReadUInt32LittleEndian(chunk[124..])
            || free is < Bytes or > ChunkBytes || first < 0 || last < first || last - first > ChunkBytes)
        {
            return default;
        }

        var dataFits = free <= chunk.Length
            && Crc32.HashToUInt32(chunk[Bytes..(int)free]) == BinaryPrimitives.ReadUInt32LittleEndian(chunk[52..]);
        return new EvtxChunkHeader(first, last, (int)free, true, dataFits);
    }
}
