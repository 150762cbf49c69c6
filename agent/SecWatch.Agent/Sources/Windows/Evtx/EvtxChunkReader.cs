using SecWatch.Agent.Pipeline;

namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>Reads the records of one chunk after the other as events.</summary>
internal sealed class EvtxChunkReader
{
    private readonly byte[] buffer = new byte[EvtxChunkHeader.ChunkBytes];
    private readonly List<EvtxItem> items = [];
    private readonly WindowsEventWriter writer;
    private readonly BinXmlReader reader;

    /// <param name="source">The source that the events name.</param>
    public EvtxChunkReader(string source)
    {
        writer = new WindowsEventWriter(source);
        reader = new BinXmlReader(writer);
    }

    /// <summary>Room for a chunk; fill it, then call <see cref="Load"/>.</summary>
    public Memory<byte> Buffer => buffer;

    public EvtxChunkHeader Header { get; private set; }

    /// <summary>What the chunk holds, in order.</summary>
    public IReadOnlyList<EvtxItem> Items => items;

    /// <summary>Takes the chunk in the buffer.</summary>
    /// <param name="length">How much of it there is.</param>
    public void Load(int length)
    {
        // Offsets in a chunk that was cut off may point behind its end, where an older chunk would still lie.
        buffer.AsSpan(length).Clear();
        var chunk = buffer.AsMemory(0, Math.Max(length, EvtxChunkHeader.Bytes));
        Header = EvtxChunkHeader.Parse(buffer.AsSpan(0, length));
        EvtxRecordScan.Scan(chunk.Span, Header, items);
        reader.Load(chunk);
    }

    /// <summary>Writes the event of a record.</summary>
    /// <returns>false where the record cannot be read; nothing was written, and <paramref name="why"/> says what is
    /// wrong.</returns>
    public bool TryWrite(EvtxItem record, EventBlock block, out string why)
    {
        const int HeadBytes = 24;
        const int TailBytes = 4;
        WindowsTime.TryFromFileTime(record.FileTime, out var ticks);
        writer.Begin(record.FirstRecordId, ticks);
        if (!reader.TryRead(record.Offset + HeadBytes, record.Offset + record.Length - TailBytes, out why))
        {
            return false;
        }

        writer.Complete(block);
        return true;
    }
}
