using System.Buffers.Binary;
using System.IO.Hashing;

namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>The first block of an EVTX file.</summary>
/// <param name="FirstChunk">The chunk with the oldest records; the file is a ring.</param>
/// <param name="NextRecord">The number that the next record would get.</param>
/// <param name="HeaderBytes">Where the first chunk begins.</param>
/// <param name="ChunkCount">Chunks in use, as the header says.</param>
/// <param name="IsDirty">The file was not closed: what the header says may be old.</param>
/// <param name="ChecksumFits">Whether the header is as it was written.</param>
internal readonly record struct EvtxFileHeader(
    long FirstChunk, long NextRecord, int HeaderBytes, int ChunkCount, bool IsDirty, bool ChecksumFits)
{
    public const int Bytes = 128;
    private const int DefaultHeaderBytes = 4_096;

    /// <summary>Whether counts in the header may be believed.</summary>
    public bool IsTrusted => ChecksumFits && !IsDirty;

    /// <returns>false where the data are not the start of an EVTX file.</returns>
    public static bool TryParse(ReadOnlySpan<byte> data, out EvtxFileHeader header)
    {
        if (data.Length < Bytes || !data.StartsWith("ElfFile\0"u8))
        {
            header = default;
            return false;
        }

        var checksumFits = Crc32.HashToUInt32(data[..120]) == BinaryPrimitives.ReadUInt32LittleEndian(data[124..]);
        var headerBytes = BinaryPrimitives.ReadUInt16LittleEndian(data[40..]);
        header = new EvtxFileHeader(
            BinaryPrimitives.ReadInt64LittleEndian(data[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(data[24..]),
            checksumFits && headerBytes >= Bytes ? headerBytes : DefaultHeaderBytes,
            BinaryPrimitives.ReadUInt16LittleEndian(data[42..]),
            (BinaryPrimitives.ReadUInt32LittleEndian(data[120..]) & 1) != 0,
            checksumFits);
        return true;
    }
}
