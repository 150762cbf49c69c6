using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Protos.Tests.Batches;

public sealed class BatchCodecTests
{
    [Theory]
    [InlineData(Compression.None)]
    [InlineData(Compression.Brotli)]
    [InlineData(Compression.Zstd)]
    public void Every_batch_comes_back_as_it_was_given(Compression compression)
    {
        var encoder = new BatchEncoder();
        var reused = new DecodedBatch();

        Prop.ForAll(TestBatch.Any, batch =>
        {
            var encoded = batch.Encode(encoder, compression);

            Assert.True(BatchDecoder.TryDecode(
                compression, encoded.UncompressedBytes, encoded.Payload, out var decoded, out var error), error);
            batch.AssertEqual(decoded);
            Assert.True(BatchDecoder.TryDecodeInto(
                reused, compression, encoded.UncompressedBytes, encoded.Payload, out error), error);
            batch.AssertEqual(reused);
            Assert.Equal(batch.Rows.Min(row => row.Time), encoded.FirstTime);
            Assert.Equal(batch.Rows.Max(row => row.Time), encoded.LastTime);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Encoded_batches_are_what_the_generated_class_says_they_are()
    {
        var encoder = new BatchEncoder();

        Prop.ForAll(TestBatch.Any, batch =>
        {
            var encoded = batch.Encode(encoder, Compression.None);

            Assert.Equal(batch.ToMessage(), EventBatch.Parser.ParseFrom(encoded.Payload));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Batches_that_the_generated_class_wrote_are_decoded()
    {
        Prop.ForAll(TestBatch.Any, batch =>
        {
            var payload = batch.ToMessage().ToByteArray();

            Assert.True(
                BatchDecoder.TryDecode(Compression.None, payload.Length, payload, out var decoded, out var error),
                error);
            batch.AssertEqual(decoded);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_estimate_is_never_less_than_the_size()
    {
        var encoder = new BatchEncoder();

        Prop.ForAll(TestBatch.Any, batch =>
        {
            foreach (var row in batch.Rows)
            {
                Assert.True(encoder.Fits(row.Values.Length, row.Values.Sum(value => value?.Length ?? 0)));
                encoder.BeginEvent(row.Shape, row.Time, row.RecordId);
                foreach (var value in row.Values)
                {
                    encoder.AddValue(value);
                }

                encoder.EndEvent();
            }

            var estimate = encoder.EstimatedBytes;
            Assert.InRange(encoder.Finish(Compression.None).UncompressedBytes, estimate - 100, estimate);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Nothing_of_a_batch_reaches_the_next()
    {
        var encoder = new BatchEncoder();
        var shape = new EventShape("s", "p", "c", 1, "pc", ["F"]);
        encoder.BeginEvent(shape, 5, 5);
        encoder.AddValue("a secret of the first batch"u8);
        encoder.EndEvent();
        _ = encoder.Finish(Compression.None);

        encoder.BeginEvent(shape, 6, 6);
        encoder.AddValue("b"u8);
        encoder.EndEvent();
        var second = encoder.Finish(Compression.None);

        Assert.Equal(-1, second.Payload.AsSpan().IndexOf("secret"u8));
        var message = EventBatch.Parser.ParseFrom(second.Payload);
        Assert.Equal("b", message.StringBytes.ToStringUtf8());
        Assert.Equal([6L], message.Times);
        Assert.Equal([1U], message.Values);
    }

    [Fact]
    public void A_value_is_found_by_the_name_of_its_field()
    {
        var encoder = new BatchEncoder();
        encoder.BeginEvent(new EventShape("s", "p", "c", 1, "pc", ["User", "Image", "Image"]), 0, 0);
        encoder.AddAbsent();
        encoder.AddAbsent();
        encoder.AddValue("bash"u8);
        encoder.EndEvent();
        var encoded = encoder.Finish(Compression.None);

        Assert.True(BatchDecoder.TryDecode(
            Compression.None, encoded.UncompressedBytes, encoded.Payload, out var batch, out _));
        Assert.True(batch.TryGetValue(0, "Image", out var index));
        Assert.Equal("bash", batch.StringText(index));
        Assert.Same(batch.StringText(index), batch.StringText(index));
        Assert.False(batch.TryGetValue(0, "User", out _));
        Assert.False(batch.TryGetValue(0, "image", out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.ValueIndex(0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.ValueIndex(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.TimeTicks(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.StringText(1));
    }

    [Fact]
    public void Batches_are_decoded_on_several_threads_at_once()
    {
        var batch = Samples.LogLines(500);
        var encoded = Samples.Encode(batch, BatchEncoder.DefaultCompression);

        Parallel.For(0, 64, _ =>
        {
            Assert.True(BatchDecoder.TryDecode(
                encoded.Compression, encoded.UncompressedBytes, encoded.Payload, out var decoded, out var error),
                error);
            batch.AssertEqual(decoded);
        });
    }
}
