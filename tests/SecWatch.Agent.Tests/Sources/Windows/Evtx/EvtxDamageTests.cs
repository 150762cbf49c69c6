using System.Buffers.Binary;
using System.Diagnostics;
using SecWatch.Agent.Sources.Windows.Evtx;
using SecWatch.Protos.AgentEvents;
using static SecWatch.Agent.Tests.Sources.Windows.Evtx.EvtxFixture;

namespace SecWatch.Agent.Tests.Sources.Windows.Evtx;

/// <summary>Files that are damaged: what is readable is read, and the rest is named.</summary>
public sealed class EvtxDamageTests
{
    private const int FirstChunk = EvtxFileBuilder.HeaderBytes;

    [Fact]
    public async Task A_damaged_record_becomes_a_gap_with_its_number()
    {
        var builder = new EvtxFileBuilder().Chunk(Numbered(5));
        var file = builder.Build();
        file[FirstChunk + builder.RecordOffsets[2] + 24] = 0xEE;

        var context = await ReadAsync(file);

        Assert.Equal(["0", "1", "3", "4"], context.Events.Select(row => row["Value"]), StringComparer.Ordinal);
        var gap = Assert.Single(context.Gaps).Gap();
        Assert.Equal((3, 3, 1), (gap.FirstRecordId, gap.LastRecordId, gap.Count));
        Assert.Equal((GapReason.RecordDamaged, GapCount.Exact), (gap.Reason, gap.CountKind));
        Assert.Equal("import:test.evtx", gap.Source);
        Assert.Equal(1, context.Dropped);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(0x7FFFFFFF)]
    [InlineData(-1)]
    public async Task A_record_of_impossible_size_is_passed_over(int size)
    {
        var builder = new EvtxFileBuilder().Chunk(Numbered(5));
        var file = builder.Build();
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(FirstChunk + builder.RecordOffsets[1] + 4), size);

        var context = await ReadAsync(file);

        Assert.Equal(["0", "2", "3", "4"], context.Events.Select(row => row["Value"]), StringComparer.Ordinal);
        var gap = Assert.Single(context.Gaps).Gap();
        Assert.Equal((2, 2, 1), (gap.FirstRecordId, gap.LastRecordId, gap.Count));
    }

    [Fact]
    public async Task A_hole_of_zeros_is_a_gap_of_exactly_the_records_that_lay_there()
    {
        var builder = new EvtxFileBuilder().Chunk(Numbered(20));
        var file = builder.Build();
        var offsets = builder.RecordOffsets;
        file.AsSpan(FirstChunk + offsets[4] + 10, offsets[9] - offsets[4]).Clear();

        var context = await ReadAsync(file);

        Assert.Equal(14, context.Events.Count());
        var gap = Assert.Single(context.Gaps).Gap();
        Assert.Equal((5, 10, 6), (gap.FirstRecordId, gap.LastRecordId, gap.Count));
    }

    [Fact]
    public async Task A_wrong_checksum_alone_loses_no_record()
    {
        var file = new EvtxFileBuilder().Chunk(Numbered(3)).Build();
        file[FirstChunk + 52] ^= 1;

        var context = await ReadAsync(file);

        Assert.Equal(3, context.Events.Count());
        Assert.Empty(context.Gaps);
    }

    [Fact]
    public async Task A_damaged_chunk_head_is_not_believed_and_its_records_are_found()
    {
        var file = new EvtxFileBuilder().Chunk(Numbered(3)).Chunk(Numbered(2)).Build();
        file.AsSpan(FirstChunk, 128).Fill(0xAA);

        var context = await ReadAsync(file);

        Assert.Equal(["0", "1", "2", "0", "1"], context.Events.Select(row => row["Value"]), StringComparer.Ordinal);
        Assert.Empty(context.Gaps);
    }

    [Fact]
    public async Task A_chunk_of_noise_is_a_gap_of_unknown_size_and_the_next_one_is_read()
    {
        var file = new EvtxFileBuilder().Chunk(Numbered(3)).Chunk(Numbered(2)).Build();
        file.AsSpan(FirstChunk, EvtxFileBuilder.ChunkBytes).Fill(0x2A);

        var context = await ReadAsync(file);

        Assert.Equal(2, context.Events.Count());
        var gap = Assert.Single(context.Gaps).Gap();
        Assert.Equal((GapCount.Unknown, 0), (gap.CountKind, gap.Count));
    }

    [Fact]
    public async Task A_chunk_that_was_never_used_is_no_damage()
    {
        var file = new EvtxFileBuilder().Chunk(Numbered(3)).Build();
        Array.Resize(ref file, file.Length + EvtxFileBuilder.ChunkBytes);

        var context = await ReadAsync(file);

        Assert.Equal(3, context.Events.Count());
        Assert.Empty(context.Gaps);
    }

    [Fact]
    public async Task A_file_that_ends_within_a_chunk_is_read_up_to_there()
    {
        var builder = new EvtxFileBuilder().Chunk(Numbered(10));
        var file = builder.Build()[..(FirstChunk + builder.RecordOffsets[6] + 30)];

        var context = await ReadAsync(file);

        Assert.Equal(6, context.Events.Count());
        var gap = Assert.Single(context.Gaps).Gap();
        Assert.Equal((7, 10, 4), (gap.FirstRecordId, gap.LastRecordId, gap.Count));
    }

    [Fact]
    public async Task A_file_that_lost_its_last_chunks_says_how_many_records_are_missing()
    {
        var file = new EvtxFileBuilder().Chunk(Numbered(4)).Chunk(Numbered(3)).Chunk(Numbered(2)).Build();

        var context = await ReadAsync(file[..(FirstChunk + EvtxFileBuilder.ChunkBytes)]);

        Assert.Equal(4, context.Events.Count());
        var gap = Assert.Single(context.Gaps).Gap();
        Assert.Equal((5, 9, 5), (gap.FirstRecordId, gap.LastRecordId, gap.Count));
    }

    [Fact]
    public async Task A_file_in_use_is_read_beyond_what_its_head_knows()
    {
        var builder = new EvtxFileBuilder { IsDirty = true }.Chunk(Numbered(10));
        var file = builder.Build();
        var chunk = file.AsSpan(FirstChunk, EvtxFileBuilder.ChunkBytes);
        BinaryPrimitives.WriteInt64LittleEndian(chunk[16..], 6);
        BinaryPrimitives.WriteInt64LittleEndian(chunk[32..], 6);
        BinaryPrimitives.WriteInt32LittleEndian(chunk[48..], builder.RecordOffsets[6]);
        EvtxFileBuilder.Seal(chunk);

        var context = await ReadAsync(file);

        Assert.Equal(10, context.Events.Count());
        Assert.Empty(context.Gaps);
    }

    [Fact]
    public async Task What_a_reused_chunk_still_holds_of_older_records_is_not_read_again()
    {
        var builder = new EvtxFileBuilder().Chunk(Numbered(3)).Chunk(Numbered(4));
        var file = builder.Build();
        var stale = builder.RecordOffsets[3];
        var chunk = file.AsSpan(FirstChunk + EvtxFileBuilder.ChunkBytes, EvtxFileBuilder.ChunkBytes);
        BinaryPrimitives.WriteInt64LittleEndian(chunk[(stale + 8)..], 2);
        BinaryPrimitives.WriteInt64LittleEndian(chunk[32..], 6);
        BinaryPrimitives.WriteInt32LittleEndian(chunk[48..], stale);
        EvtxFileBuilder.Seal(chunk);

        var context = await ReadAsync(file);

        Assert.Equal(6, context.Events.Count());
        Assert.Empty(context.Gaps);
    }

    [Fact]
    public async Task A_template_that_contains_itself_ends()
    {
        var start = 0;
        var context = await ReadAsync(new EvtxFileBuilder().Chunk(
            builder =>
            {
                start = builder.Position;
                builder.Fragment().Instance(
                    "loop",
                    loop => loop.Open("Event").CloseStart().Substitution(0, BinXmlType.BinXml)
                        .Substitution(0, BinXmlType.BinXml).End(),
                    (BinXmlType.BinXml, inner => inner.Fragment().Instance(
                        "loop", _ => { }, (BinXmlType.BinXml, i2 => i2.Fragment().Instance("loop", _ => { })))));
            },
            Simple("after")).Build());

        Assert.NotEqual(0, start);
        Assert.Equal("after", context.Events.Last()["Value"]);
    }

    [Fact]
    public async Task Templates_that_double_with_each_level_are_stopped()
    {
        static void Level(BinXmlBuilder builder, int depth)
        {
            builder.Fragment().Instance(
                "twice",
                twice =>
                {
                    twice.Open("Event").CloseStart();
                    for (var i = 0; i < 64; i++)
                    {
                        twice.Substitution(0, BinXmlType.BinXml);
                    }

                    twice.End();
                },
                (BinXmlType.BinXml, inner =>
                {
                    if (depth > 0)
                    {
                        Level(inner, depth - 1);
                    }
                }));
        }

        var started = Stopwatch.GetTimestamp();
        var context = await ReadAsync(new EvtxFileBuilder().Chunk(builder => Level(builder, 7)).Build());

        Assert.Single(context.Gaps);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Elements_too_deep_within_each_other_are_refused()
    {
        var context = await ReadAsync(new EvtxFileBuilder().Chunk(builder =>
        {
            builder.Fragment();
            for (var i = 0; i < 1_000; i++)
            {
                builder.Open("Event").CloseStart();
            }
        }).Build());

        Assert.Contains("too deep", Assert.Single(context.Gaps).Gap().Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ElfFile")]
    [InlineData("no log file at all, but as long as a head")]
    public void A_file_without_the_signature_is_not_opened(string content)
    {
        var file = System.Text.Encoding.ASCII.GetBytes(content.PadRight(content.Length > 20 ? 200 : 0));

        Assert.False(EvtxFile.TryOpen(new MemoryStream(file), out _));
    }
}
