using SecWatch.Agent.Pipeline;
using SecWatch.Protos.AgentEvents;

namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>Imports one EVTX file from the saved position to its end.</summary>
/// <remarks>
/// Reads in the order of the file's chunks; the same content gives the same items each time, so that chunk and item
/// are a
/// position. Each block carries the position after it, and with it the counts so far: no event comes twice, none is
/// left out, wherever the import was interrupted. Damage is reported where it stands, in the lane <c>critical</c>.
/// </remarks>
internal sealed class EvtxFileImport(EvtxFile file, string source, string key, ISourceContext context)
{
    internal const int BlockEventsMax = 512;
    internal const int BlockBytesMax = 256 * 1024;

    private readonly EvtxChunkReader reader = new(source);
    private EvtxImportPosition position;
    private EventBlock? block;
    private DateTimeOffset lastTime = DateTimeOffset.UnixEpoch;

    /// <summary>Where the import stands.</summary>
    public EvtxImportPosition Position => position;

    /// <summary>Chunks read whose checksums do not fit.</summary>
    public int DamagedChunks { get; private set; }

    public async Task RunAsync(EvtxImportPosition start, CancellationToken cancellationToken)
    {
        position = start;
        while (position.Chunk < file.ChunkCount)
        {
            reader.Load(file.ReadChunk(file.ChunkAt(position.Chunk), reader.Buffer.Span));
            CountDamage();
            while (position.Item < reader.Items.Count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Take(reader.Items[position.Item]);
                position = position with { Item = position.Item + 1 };
                await PostIfFullAsync(cancellationToken);
            }

            position = position with { Chunk = position.Chunk + 1, Item = 0 };
        }

        TakeMissingChunks();
        position = position with { IsDone = true };
        block ??= context.Rent();
        await PostAsync(cancellationToken);
    }

    private void CountDamage()
    {
        var isUnused = reader.Items.Count == 0 && !reader.Header.IsTrusted;
        if (!isUnused && !reader.Header.DataChecksumFits)
        {
            DamagedChunks++;
        }
    }

    private void Take(EvtxItem item)
    {
        block ??= context.Rent();
        if (item.IsHole)
        {
            AddGap(item.FirstRecordId, item.LastRecordId, item.MissingCount, item.MissingKind, item.Damage!);
            return;
        }

        if (WindowsTime.TryFromFileTime(item.FileTime, out var ticks))
        {
            lastTime = new DateTimeOffset(ticks, TimeSpan.Zero);
        }

        if (reader.TryWrite(item, block, out var why))
        {
            position = position with { Events = position.Events + 1 };
            return;
        }

        AddGap(item.FirstRecordId, item.LastRecordId, 1, GapCount.Exact, $"A record cannot be read: {why}.");
    }

    // Whole chunks at the end of a file that was cut off leave no trace but the header's count of records.
    private void TakeMissingChunks()
    {
        if (!file.Header.IsTrusted || file.Header.ChunkCount <= file.ChunkCount)
        {
            return;
        }

        var lastId = LastRecordId();
        var next = file.Header.NextRecord;
        block ??= context.Rent();
        if (lastId >= 0 && next > lastId + 1)
        {
            AddGap(lastId + 1, next - 1, next - 1 - lastId, GapCount.Exact, "The file ends before its last chunk.");
        }
        else
        {
            AddGap(0, 0, 0, GapCount.Unknown, "The file ends before its last chunk.");
        }
    }

    private long LastRecordId()
    {
        if (file.ChunkCount == 0)
        {
            return 0;
        }

        var last = reader.Buffer.Span;
        var header = EvtxChunkHeader.Parse(last[..file.ReadChunk(file.ChunkAt(file.ChunkCount - 1), last)]);
        return header.IsTrusted ? header.LastRecordId : -1;
    }

    private void AddGap(long first, long last, long count, GapCount kind, string detail)
    {
        var now = context.Time.GetUtcNow();
        var chunk = position.Chunk + 1;
        var gap = new GapRecord(
            source, lastTime, now, count, kind, GapReason.RecordDamaged, first, last, $"Chunk {chunk}: {detail}");
        block!.AddGap(gap, context.Computer, now);
        context.CountDropped(count);
        position = position with { Missing = position.Missing + count };
    }

    private ValueTask PostIfFullAsync(CancellationToken cancellationToken) =>
        block is not null && (block.Count >= BlockEventsMax || block.Bytes >= BlockBytesMax)
            ? PostAsync(cancellationToken)
            : ValueTask.CompletedTask;

    private ValueTask PostAsync(CancellationToken cancellationToken)
    {
        var full = block!;
        full.SetPosition(key, position.ToBytes());
        block = null;
        return context.PostAsync(full, cancellationToken);
    }
}
