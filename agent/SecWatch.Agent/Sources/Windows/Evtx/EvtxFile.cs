namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>An open EVTX file, read chunk by chunk.</summary>
/// <remarks>Takes ownership of the stream. The size is taken once: what is appended later is not seen.</remarks>
internal sealed class EvtxFile : IDisposable
{
    private readonly Stream stream;
    private readonly long length;

    private EvtxFile(Stream stream, EvtxFileHeader header)
    {
        this.stream = stream;
        length = stream.Length;
        Header = header;
        var bytes = Math.Max(0, length - header.HeaderBytes);
        var rest = EvtxChunkHeader.ChunkBytes - EvtxChunkHeader.Bytes;
        ChunkCount = (int)Math.Min(int.MaxValue, (bytes + rest) / EvtxChunkHeader.ChunkBytes);
    }

    public EvtxFileHeader Header { get; }

    /// <summary>Chunks whose heads the file has, the last one perhaps in part.</summary>
    public int ChunkCount { get; }

    /// <returns>false where the stream holds no EVTX file.</returns>
    public static bool TryOpen(Stream stream, out EvtxFile file)
    {
        Span<byte> head = stackalloc byte[EvtxFileHeader.Bytes];
        stream.Position = 0;
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (!EvtxFileHeader.TryParse(head[..read], out var header))
        {
            file = null!;
            return false;
        }

        file = new EvtxFile(stream, header);
        return true;
    }

    /// <summary>The index of the n-th chunk in the order of the records: the file is a ring.</summary>
    public int ChunkAt(int ordinal)
    {
        var isRing = Header.IsTrusted && Header.FirstChunk > 0 && Header.FirstChunk < Header.ChunkCount
            && Header.ChunkCount == ChunkCount;
        return isRing ? (int)((Header.FirstChunk + ordinal) % ChunkCount) : ordinal;
    }

    /// <summary>Reads the start of a chunk, as far as the buffer and the file reach.</summary>
    /// <returns>The bytes read.</returns>
    public int ReadChunk(int index, Span<byte> buffer)
    {
        stream.Position = Math.Min(length, Header.HeaderBytes + ((long)index * EvtxChunkHeader.ChunkBytes));
        var wanted = (int)Math.Min(buffer.Length, length - stream.Position);
        return stream.ReadAtLeast(buffer[..wanted], wanted, throwOnEndOfStream: false);
    }

    public void Dispose() => stream.Dispose();
}
