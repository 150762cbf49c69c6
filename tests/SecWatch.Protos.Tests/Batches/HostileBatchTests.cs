using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Protos.Tests.Batches;

public sealed class HostileBatchTests
{
    // One for all batches of a test, good and bad: a bad one must leave nothing for the next.
    private readonly DecodedBatch reused = new();

    private static readonly Compression[] Compressions = [Compression.None, Compression.Brotli, Compression.Zstd];

    [Fact]
    public void Random_bytes_never_throw_and_stay_within_the_memory_bound()
    {
        var bytes = ArbMap.Default.GeneratorFor<byte>().ArrayOf();
        var cases =
            from payload in bytes
            from compression in Gen.Elements(Compressions)
            from size in Gen.OneOf(Gen.Constant(payload.Length), Gen.Choose(-1, 100_000))
            select (payload, compression, size);

        Prop.ForAll(cases.ToArbitrary(), given => { _ = AssertHarmless(given.compression, given.size, given.payload); })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void Changed_batches_never_throw_and_stay_within_the_memory_bound()
    {
        var encoder = new BatchEncoder();
        var cases =
            from batch in TestBatch.Any.Generator
            from compression in Gen.Elements(Compressions)
            from places in Gen.Choose(0, int.MaxValue).NonEmptyListOf()
            from values in ArbMap.Default.GeneratorFor<byte>().ListOf(places.Count)
            select (batch, compression, places, values);

        Prop.ForAll(cases.ToArbitrary(), given =>
        {
            var encoded = given.batch.Encode(encoder, given.compression);
            for (var i = 0; i < given.places.Count; i++)
            {
                encoded.Payload[given.places[i] % encoded.Payload.Length] = given.values[i];
            }

            AssertHarmless(given.compression, encoded.UncompressedBytes, encoded.Payload);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private static Shape ShortFields { get; } = new() { Fields = { Enumerable.Repeat("f", 512) } };

    public static TheoryData<string> Kinds { get; } =
        ["empty strings", "empty shapes", "short fields", "many events", "all at once"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_costliest_batches_stay_within_the_memory_bound(string kind)
    {
        var message = Samples.SmallMessage();
        switch (kind)
        {
            case "empty strings":
                message.StringLengths.Add(new uint[1_000_000]);
                break;
            case "empty shapes":
                message.Shapes.Add(Enumerable.Repeat(new Shape(), 4095));
                break;
            case "short fields":
                message.Shapes.Add(Enumerable.Repeat(ShortFields, 600));
                break;
            case "all at once":
                message.Shapes.Add(Enumerable.Repeat(ShortFields, 680));
                message.StringLengths.Add(new uint[7_300_000]);
                break;
            default:
                message.EventCount = 65_536;
                message.Shapes[0].Fields.Clear();
                message.Values.Clear();
                message.EventShapes.Add(new uint[65_534]);
                message.Times.Add(new long[65_534]);
                message.RecordIds.Add(new long[65_534]);
                break;
        }

        var bytes = message.ToByteArray();
        var payload = new byte[bytes.Length];
        Assert.True(BrotliEncoder.TryCompress(bytes, payload, out var length, quality: 1, window: 22));

        Assert.True(AssertHarmless(Compression.Brotli, bytes.Length, payload.AsSpan(0, length).ToArray()));
    }

    [Fact]
    public void A_count_without_its_entries_allocates_nothing_for_them()
    {
        byte[] payload = [0x08, 1, 0x10, 0x80, 0x80, 0x04];

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(BatchDecoder.TryDecode(Compression.None, payload.Length, payload, out _, out var error));
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal("event_shapes: 0 entries, 65536 expected", error);
        Assert.InRange(allocated, 0, 16 * 1024);
    }

    private bool AssertHarmless(Compression compression, int size, byte[] payload)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var accepted = BatchDecoder.TryDecode(compression, size, payload, out var batch, out var error);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 0, Math.Min((24L * Math.Max(0, size)) + (1024 * 1024), 72L * 1024 * 1024));
        Assert.Equal(accepted, error.Length == 0);
        Assert.Equal(accepted, batch.EventCount > 0);
        Assert.Equal(accepted, BatchDecoder.TryDecodeInto(reused, compression, size, payload, out var again));
        Assert.Equal(error, again);
        Assert.Equal(batch.EventCount, reused.EventCount);
        for (var i = 0; i < batch.EventCount; i++)
        {
            var fields = batch.Shapes[batch.ShapeIndex(i)].Fields.Length;
            Assert.InRange(batch.TimeTicks(i), 0, BatchLimits.TimeTicksMax);
            _ = batch.RecordId(i);
            for (var field = 0; field < fields; field++)
            {
                var value = batch.ValueIndex(i, field);
                Assert.InRange(value, -1, batch.StringCount - 1);
                Assert.Equal(value, reused.ValueIndex(i, field));
                if (value >= 0)
                {
                    Assert.Equal(batch.StringText(value), reused.StringText(value));
                }
            }
        }

        return accepted;
    }
}
