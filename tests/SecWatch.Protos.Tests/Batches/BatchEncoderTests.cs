using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Protos.Tests.Batches;

public sealed class BatchEncoderTests
{
    private static readonly EventShape OneField = new("s", "p", "c", 1, "pc", ["F"]);

    [Fact]
    public void Calls_out_of_order_are_refused()
    {
        var encoder = new BatchEncoder();

        Assert.Throws<InvalidOperationException>(() => encoder.Finish(Compression.None));
        Assert.Throws<InvalidOperationException>(() => encoder.AddValue("x"u8));
        Assert.Throws<InvalidOperationException>(encoder.AddAbsent);
        Assert.Throws<InvalidOperationException>(encoder.EndEvent);
        encoder.BeginEvent(OneField, 0, 0);
        Assert.Throws<InvalidOperationException>(() => encoder.BeginEvent(OneField, 0, 0));
        Assert.Throws<InvalidOperationException>(encoder.EndEvent);
        Assert.Throws<InvalidOperationException>(() => encoder.Finish(Compression.None));
        encoder.AddAbsent();
        Assert.Throws<InvalidOperationException>(encoder.AddAbsent);
        Assert.Throws<InvalidOperationException>(() => encoder.AddValue("x"u8));
        encoder.EndEvent();
        Assert.Throws<InvalidOperationException>(encoder.EndEvent);
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.Finish((Compression)7));
        Assert.Equal(1, encoder.Finish(Compression.None).EventCount);
        Assert.Equal(0, encoder.EventCount);
    }

    [Fact]
    public void Values_and_shapes_and_times_beyond_the_limits_are_refused()
    {
        var encoder = new BatchEncoder();
        var tooManyFields = new EventShape("s", "p", "c", 1, "pc", Enumerable.Repeat("F", 513).ToArray());
        var tooLarge = new EventShape("s", "p", "c", 1, new string('x', BatchLimits.ShapeBytesMax), []);

        Assert.False(tooManyFields.IsWithinLimits);
        Assert.False(tooLarge.IsWithinLimits);
        Assert.True(OneField.IsWithinLimits);
        Assert.Throws<ArgumentException>(() => encoder.BeginEvent(tooManyFields, 0, 0));
        Assert.Throws<ArgumentException>(() => encoder.BeginEvent(tooLarge, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.BeginEvent(OneField, -1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => encoder.BeginEvent(OneField, BatchLimits.TimeTicksMax + 1, 0));
        encoder.BeginEvent(OneField, BatchLimits.TimeTicksMax, 0);
        Assert.Throws<ArgumentException>(() => encoder.AddValue(new byte[BatchLimits.ValueBytesMax + 1]));
        encoder.AddValue(new byte[BatchLimits.ValueBytesMax]);
        encoder.EndEvent();
        AssertDecodes(encoder.Finish(Compression.Zstd));
    }

    [Fact]
    public void An_event_that_fits_no_batch_is_told_beforehand()
    {
        var encoder = new BatchEncoder();

        Assert.True(encoder.Fits(512, BatchLimits.ValueBytesMax));
        Assert.False(encoder.Fits(513, 0));
        Assert.False(encoder.Fits(-1, 0));
        Assert.False(encoder.Fits(1, -1));
        Assert.False(encoder.Fits(4, 4 * BatchLimits.ValueBytesMax));
        Assert.False(encoder.Fits(512, int.MaxValue));
    }

    [Theory]
    [InlineData(Compression.None)]
    [InlineData(Compression.Brotli)]
    [InlineData(Compression.Zstd)]
    public void A_batch_full_of_noise_stays_within_the_limits(Compression compression)
    {
        var encoder = new BatchEncoder();
        var noise = new byte[50_000];
        for (var seed = 1UL; encoder.Fits(1, noise.Length);)
        {
            for (var i = 0; i < noise.Length; i++)
            {
                seed = unchecked((seed * 6364136223846793005) + 1442695040888963407);
                noise[i] = (byte)(seed >> 56);
            }

            Add(encoder, OneField, noise);
        }

        var encoded = encoder.Finish(compression);

        Assert.InRange(encoded.UncompressedBytes, 3_900_000, BatchLimits.UncompressedBytesMax);
        Assert.InRange(encoded.Payload.Length, 3_900_000, BatchLimits.PayloadBytesMax);
        AssertDecodes(encoded);
    }

    [Fact]
    public void A_batch_ends_at_its_number_of_events()
    {
        var encoder = new BatchEncoder();
        var bare = new EventShape("s", "p", "c", 1, "pc", []);
        while (encoder.Fits(0, 0))
        {
            encoder.BeginEvent(bare, 1, 1);
            encoder.EndEvent();
        }

        Assert.Equal(BatchLimits.EventCountMax, encoder.EventCount);
        Assert.Throws<InvalidOperationException>(() => encoder.BeginEvent(bare, 1, 1));
        AssertDecodes(encoder.Finish(Compression.Zstd));
    }

    [Fact]
    public void A_batch_ends_at_its_number_of_values()
    {
        var encoder = new BatchEncoder();
        var wide = new EventShape("s", "p", "c", 1, "pc", Enumerable.Repeat("F", 512).ToArray());
        while (encoder.Fits(512, 0))
        {
            encoder.BeginEvent(wide, 1, 1);
            for (var i = 0; i < 512; i++)
            {
                encoder.AddAbsent();
            }

            encoder.EndEvent();
        }

        Assert.Equal(BatchLimits.ValueCountMax / 512, encoder.EventCount);
        Assert.Throws<InvalidOperationException>(() => encoder.BeginEvent(wide, 1, 1));
        AssertDecodes(encoder.Finish(Compression.Zstd));
    }

    [Theory]
    [InlineData(0, BatchLimits.ShapeCountMax)]
    [InlineData(40_000, 24)]
    public void A_batch_ends_at_its_number_and_size_of_shapes(int computerLength, int expected)
    {
        var encoder = new BatchEncoder();
        var computer = new string('c', computerLength);
        var count = 0;
        for (; encoder.Fits(0, 0); count++)
        {
            encoder.BeginEvent(new EventShape("s", "p", "c", count, computer, []), 1, 1);
            encoder.EndEvent();
        }

        Assert.InRange(count, expected, expected + 1);
        AssertDecodes(encoder.Finish(Compression.None));
    }

    [Fact]
    public void A_full_batch_takes_no_further_value()
    {
        var encoder = new BatchEncoder();
        var four = new EventShape("s", "p", "c", 1, "pc", ["A", "B", "C", "D"]);
        encoder.BeginEvent(four, 0, 0);
        for (byte i = 0; i < 3; i++)
        {
            var value = new byte[BatchLimits.ValueBytesMax];
            value[0] = i;
            encoder.AddValue(value);
        }

        Assert.Throws<InvalidOperationException>(() => encoder.AddValue(new byte[BatchLimits.ValueBytesMax]));
        encoder.Reset();
        Assert.Equal(0, encoder.EventCount);
        Add(encoder, OneField, "after"u8);
        AssertDecodes(encoder.Finish(Compression.None));
    }

    [Fact]
    public void Shapes_of_equal_content_become_one()
    {
        var encoder = new BatchEncoder();
        Add(encoder, new EventShape("s", "p", "c", 1, "pc", ["F"]), "a"u8);
        Add(encoder, new EventShape("s", "p", "c", 2, "pc", ["F"]), "b"u8);
        Add(encoder, new EventShape("s", "p", "c", 1, "pc", ["F"]), "a"u8);
        var message = EventBatch.Parser.ParseFrom(encoder.Finish(Compression.None).Payload);

        Assert.Equal([1U, 2U], message.Shapes.Select(shape => shape.EventId));
        Assert.Equal([0U, 1U, 0U], message.EventShapes);
        Assert.Equal([1U, 1U, 2U], message.Values);
    }

    private static void Add(BatchEncoder encoder, EventShape shape, ReadOnlySpan<byte> value)
    {
        encoder.BeginEvent(shape, 1, 1);
        encoder.AddValue(value);
        encoder.EndEvent();
    }

    private static void AssertDecodes(EncodedBatch encoded)
    {
        Assert.True(BatchDecoder.TryDecode(
            encoded.Compression, encoded.UncompressedBytes, encoded.Payload, out var batch, out var error), error);
        Assert.Equal(encoded.EventCount, batch.EventCount);
    }
}
