using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>Names the content of an EVTX file without reading all of it.</summary>
/// <remarks>
/// SHA-256 over the count of chunks, the file's header fields and the first 512 bytes of each chunk, which hold the
/// record
/// numbers and the checksum of the records. A copy under another name has the same fingerprint.
/// </remarks>
internal static class EvtxFingerprint
{
    public static string Compute(EvtxFile file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> head = stackalloc byte[20];
        BinaryPrimitives.WriteInt32LittleEndian(head, file.ChunkCount);
        BinaryPrimitives.WriteInt64LittleEndian(head[4..], file.Header.FirstChunk);
        BinaryPrimitives.WriteInt64LittleEndian(head[12..], file.Header.NextRecord);
        hash.AppendData(head);
        Span<byte> chunk = stackalloc byte[EvtxChunkHeader.Bytes];
        for (var index = 0; index < file.ChunkCount; index++)
        {
            hash.AppendData(chunk[..file.ReadChunk(index, chunk)]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
