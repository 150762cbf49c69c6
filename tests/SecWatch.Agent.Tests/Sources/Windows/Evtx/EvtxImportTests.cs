using SecWatch.Agent.Sources;
using SecWatch.Agent.Sources.Windows.Evtx;
using static SecWatch.Agent.Tests.Sources.Windows.Evtx.EvtxFixture;

namespace SecWatch.Agent.Tests.Sources.Windows.Evtx;

/// <summary>Imports of whole files: each event once, however often and wherever it is interrupted.</summary>
public sealed class EvtxImportTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("secwatch-evtx-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_file_that_was_imported_before_is_not_imported_again_also_not_under_another_name()
    {
        var context = new WindowsSourceContext();
        var path = Write("a.evtx", new EvtxFileBuilder().Chunk(Numbered(5)).Build());
        await new EvtxImportSource([path]).RunAsync(context, TestContext.Current.CancellationToken);
        context.Restart();
        var copy = Path.Combine(folder.FullName, "b.evtx");
        File.Copy(path, copy);

        var again = new EvtxImportSource([path, copy]);
        await again.RunAsync(context, TestContext.Current.CancellationToken);

        Assert.Equal(5, context.Rows.Count);
        Assert.Equal(
            [EvtxImportResult.AlreadyImported, EvtxImportResult.AlreadyImported],
            again.Outcomes.Select(outcome => outcome.Result));
        Assert.Contains("imported before (5 events)", again.Outcomes[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_named_twice_in_one_import_is_read_once()
    {
        var context = new WindowsSourceContext();
        var path = Write("a.evtx", new EvtxFileBuilder().Chunk(Numbered(5)).Build());

        await new EvtxImportSource([path, path]).RunAsync(context, TestContext.Current.CancellationToken);

        Assert.Equal(5, context.Rows.Count);
    }

    [Fact]
    public async Task An_import_that_is_interrupted_after_any_block_goes_on_without_loss_or_repetition()
    {
        var builder = new EvtxFileBuilder();
        for (var chunk = 0; chunk < 8; chunk++)
        {
            builder.Chunk(Numbered(300));
        }

        var file = builder.Build();
        file[EvtxFileBuilder.HeaderBytes + (3 * EvtxFileBuilder.ChunkBytes) + builder.RecordOffsets[10] + 24] = 0xEE;
        var path = Write("a.evtx", file);
        var context = new WindowsSourceContext();
        var starts = 0;
        EvtxImportSource source;
        do
        {
            starts++;
            context.Restart();
            using var stop = new CancellationTokenSource();
            context.Posted = _ => stop.Cancel();
            source = new EvtxImportSource([path]);
            await RunUntilStoppedAsync(source, context, stop.Token);
        }
        while (source.Outcomes.Count == 0 || source.Outcomes[0].Result != EvtxImportResult.AlreadyImported);

        var expected = Enumerable.Range(1, 2_400).Where(id => id != 911).Select(id => (long)id);
        Assert.Equal(expected, context.Events.Select(row => row.RecordId));
        Assert.Equal(911, Assert.Single(context.Gaps).Gap().FirstRecordId);
        Assert.True(starts > 4, $"only {starts} starts");
        Assert.Equal((2_399, 1), (source.Outcomes[0].Events, source.Outcomes[0].Missing));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_reported_and_the_next_one_is_read()
    {
        var context = new WindowsSourceContext();
        var text = Write("text.evtx", "This is no event log."u8.ToArray());
        var good = Write("good.evtx", new EvtxFileBuilder().Chunk(Numbered(2)).Build());
        var source = new EvtxImportSource([Path.Combine(folder.FullName, "missing.evtx"), text, good]);

        await source.RunAsync(context, TestContext.Current.CancellationToken);

        Assert.Equal(
            [EvtxImportResult.Unreadable, EvtxImportResult.NotEvtx, EvtxImportResult.Imported],
            source.Outcomes.Select(outcome => outcome.Result));
        Assert.Contains("text.evtx is not an EVTX file", source.Outcomes[1].Message, StringComparison.Ordinal);
        Assert.Equal(2, context.Rows.Count);
        Assert.Equal("import:good.evtx", context.Rows[0].Shape.Source);
        Assert.Equal(SourceState.Stopped, context.Reports[^1].State);
        Assert.Contains("2 events imported", context.Reports[^1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ring_is_read_from_its_oldest_chunk()
    {
        var file = new EvtxFileBuilder().Chunk(Numbered(1)).Chunk(Numbered(2)).Chunk(Numbered(1)).Build();
        file[8] = 2;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(
            file.AsSpan(124), System.IO.Hashing.Crc32.HashToUInt32(file.AsSpan(0, 120)));

        var context = await ReadAsync(file);

        Assert.Equal([4, 1, 2, 3], context.Rows.Select(row => row.RecordId));
    }

    [Fact]
    public async Task A_saved_position_that_is_no_position_starts_at_the_beginning()
    {
        Assert.False(EvtxImportPosition.TryParse([1, 2, 3], out _));
        Assert.False(EvtxImportPosition.TryParse(new byte[29], out _));
        var position = new EvtxImportPosition(3, 4, 5, 6, true);
        Assert.True(EvtxImportPosition.TryParse(position.ToBytes(), out var parsed));
        Assert.Equal(position, parsed);

        var context = new WindowsSourceContext();
        await new EvtxImportSource([]).RunAsync(context, TestContext.Current.CancellationToken);
        Assert.Equal(SourceState.Stopped, context.Reports[^1].State);
    }

    private static async Task RunUntilStoppedAsync(
        EvtxImportSource source, WindowsSourceContext context, CancellationToken cancellationToken)
    {
        try
        {
            await source.RunAsync(context, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // What was posted before stays posted, as when the agent is stopped.
        }
    }

    private string Write(string name, byte[] content)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
