using System.IO.Compression;
using Google.Protobuf;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Protos.Tests.Batches;

public sealed class BatchDecoderTests
{
    public static TheoryData<string, Action<EventBatch>> Faults { get; } = new()
    {
        { "format is 0, 1 expected", batch => batch.Format = 0 },
        { "format is 2, 1 expected", batch => batch.Format = 2 },
        { "event_count is 0, 1 to 65536 expected", batch => batch.EventCount = 0 },
        { "event_count is 65537, 1 to 65536 expected", batch => batch.EventCount = 65537 },
        { "event_shapes: 2 entries, 3 expected", batch => batch.EventCount = 3 },
        { "times: 3 entries, 2 expected", batch => batch.Times.Add(1) },
        { "record_ids: 1 entries, 2 expected", batch => batch.RecordIds.RemoveAt(0) },
        { "values: 1 entries, 2 expected", batch => batch.Values.RemoveAt(0) },
        { "values: 2 entries, 0 expected", batch => batch.Shapes[0].Fields.Clear() },
        { "values[1] is 3, there are 2 strings", batch => batch.Values[1] = 3 },
        { "values[0] is 4294967295, there are 2 strings", batch => batch.Values[0] = uint.MaxValue },
        { "event_shapes[1] is 1, there are 1 shapes", batch => batch.EventShapes[1] = 1 },
        { "event_shapes[0] is 0, there are 0 shapes", batch => batch.Shapes.Clear() },
        { "string_lengths add up to 4, string_bytes has 6", batch => batch.StringLengths.RemoveAt(1) },
        { "string_lengths add up to 6, string_bytes has 0", batch => batch.StringBytes = ByteString.Empty },
        { "string_lengths[0] is 1048577, at most 1048576 allowed", batch => batch.StringLengths[0] = 1048577 },
        { "times[1] is -1, outside of years 1 to 9999", batch => batch.Times[1] = -6 },
        {
            "times[0] is 3155378976000000000, outside of years 1 to 9999",
            batch => batch.Times[0] = 3155378976000000000
        },
        {
            "shapes[0]: event_id is 4294967295, at most 2147483647 expected",
            batch => batch.Shapes[0].EventId = uint.MaxValue
        },
        {
            "shapes[0]: more than 512 fields", batch => batch.Shapes[0].Fields.Add(Enumerable.Repeat("F", 512))
        },
        {
            "shapes[0] has 65557 bytes, at most 65536 allowed",
            batch => batch.Shapes[0].Computer = new string('c', 65537)
        },
        {
            "shapes: more than 1048576 bytes",
            batch => batch.Shapes.Add(Enumerable.Repeat(new Shape { Computer = new string('c', 60000) }, 18))
        },
        { "shapes: more than 4096", batch => batch.Shapes.Add(Enumerable.Repeat(new Shape(), 4096)) },
        {
            "values: the events have 1049088 fields, at most 1048576 allowed",
            batch =>
            {
                batch.Shapes[0].Fields.Add(Enumerable.Repeat("F", 511));
                batch.EventCount = 2048 + 1;
                foreach (var column in new[] { batch.Times, batch.RecordIds })
                {
                    column.Clear();
                    column.Add(new long[2049]);
                }

                batch.EventShapes.Clear();
                batch.EventShapes.Add(new uint[2049]);
            }
        },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void A_batch_that_does_not_hold_its_contract_is_refused_by_name(string expected, Action<EventBatch> change)
    {
        var message = Samples.SmallMessage();
        change(message);

        Assert.Equal(expected, Error(message.ToByteArray()));
    }

    [Theory]
    [InlineData("payload ends inside field 4", new byte[] { 0x08, 1, 0x22, 5, 1 })]
    [InlineData("payload ends inside field 1", new byte[] { 0x08, 0x80 })]
    [InlineData("payload ends inside field 99", new byte[] { 0x99, 0x06, 1, 2 })]
    [InlineData("payload is broken: no field tag at byte 2", new byte[] { 0x08, 1, 0x00 })]
    [InlineData("payload is broken: no field tag at byte 0", new byte[] { 0x80 })]
    [InlineData("payload is broken: field 12 has wire type 3", new byte[] { 0x63 })]
    [InlineData("field 1 stands twice", new byte[] { 0x08, 1, 0x08, 1 })]
    [InlineData("field 9 stands twice", new byte[] { 0x4A, 0, 0x4A, 0 })]
    [InlineData("field 9 has wire type 0", new byte[] { 0x48, 1 })]
    [InlineData("field 2 has wire type 2", new byte[] { 0x12, 0 })]
    [InlineData("shapes[0]: ends inside field 6", new byte[] { 0x2A, 2, 0x32, 9 })]
    [InlineData("shapes[0]: field 4 has wire type 2", new byte[] { 0x2A, 2, 0x22, 0 })]
    [InlineData("shapes[0]: fields[0] is not UTF-8", new byte[] { 0x2A, 3, 0x32, 1, 0xFF })]
    [InlineData("shapes[0]: source, provider, channel or computer is not UTF-8", new byte[] { 0x2A, 3, 0x0A, 1, 0xFF })]
    [InlineData("event_shapes: ends inside an entry", new byte[] { 0x08, 1, 0x10, 1, 0x32, 2, 0, 0x80 })]
    [InlineData(
        "string_lengths[0] has more than 64 bits",
        new byte[] { 0x08, 1, 0x10, 1, 0x22, 11, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0 })]
    public void Broken_wire_format_is_refused_with_its_place(string expected, byte[] payload)
    {
        Assert.Equal(expected, Error(payload));
    }

    [Fact]
    public void Fields_of_a_newer_agent_are_passed_over()
    {
        var shape = new byte[] { 0x2A, 5, 0x0A, 1, (byte)'s', 0x78, 1 };
        var unknown = new byte[]
        {
            0xA2, 0x06, 1, 7, 0xA0, 0x06, 9, 0xA5, 0x06, 1, 2, 3, 4, 0xA1, 0x06, 1, 2, 3, 4, 5, 6, 7, 8,
        };
        byte[] payload = [.. unknown, 0x08, 1, 0x10, 1, .. shape, 0x32, 1, 0, 0x3A, 1, 2, 0x42, 1, 2, .. unknown];

        Assert.True(
            BatchDecoder.TryDecode(Compression.None, payload.Length, payload, out var batch, out var error), error);
        Assert.Equal("s", batch.Shapes[0].Source);
        Assert.Equal(1, batch.TimeTicks(0));
    }

    [Theory]
    [InlineData(Compression.None)]
    [InlineData(Compression.Brotli)]
    [InlineData(Compression.Zstd)]
    public void A_size_that_is_not_the_headers_is_refused(Compression compression)
    {
        var encoded = Samples.Encode(Samples.LogLines(20), compression);
        var size = encoded.UncompressedBytes;
        var larger = compression == Compression.None
            ? $"uncompressed size is {size}, header says {size - 1}"
            : $"uncompressed size is larger than the {size - 1} that the header says";

        Assert.Equal($"uncompressed size is {size}, header says {size + 1}", Error(encoded, size + 1));
        Assert.Equal(larger, Error(encoded, size - 1));
        Assert.Equal("uncompressed size is 0, 1 to 8388608 expected", Error(encoded, 0));
        Assert.Equal("uncompressed size is 8388609, 1 to 8388608 expected", Error(encoded, 8388609));
        Assert.Equal("uncompressed size is -1, 1 to 8388608 expected", Error(encoded, -1));
    }

    [Fact]
    public void Payloads_of_the_wrong_kind_are_refused()
    {
        var noise = new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3 };

        Assert.Equal("payload is not a Brotli stream", Error(Compression.Brotli, 100, noise));
        Assert.StartsWith(
            "payload is not a zstd frame: ", Error(Compression.Zstd, 100, noise), StringComparison.Ordinal);
        Assert.Equal("compression is 9, which is not known", Error((Compression)9, 100, noise));
        Assert.Equal(
            "payload has 4194305 bytes, at most 4194304 allowed", Error(Compression.None, 4194305, new byte[4194305]));
        Assert.Equal("payload ends inside its Brotli stream", Error(Compression.Brotli, 100, []));

        var encoded = Samples.Encode(Samples.LogLines(5), Compression.Brotli);
        Assert.Equal(
            "payload goes on for 2 bytes after its Brotli stream",
            Error(Compression.Brotli, encoded.UncompressedBytes, [.. encoded.Payload, 1, 2]));
        var zstd = Samples.Encode(Samples.LogLines(5), Compression.Zstd);
        Assert.StartsWith(
            "payload is not a zstd frame: ", Error(Compression.Zstd, zstd.UncompressedBytes, [.. zstd.Payload, 1, 2]),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Compression.None)]
    [InlineData(Compression.Brotli)]
    [InlineData(Compression.Zstd)]
    public void Every_torn_payload_is_refused(Compression compression)
    {
        var encoded = Samples.Encode(Samples.LogLines(50), compression);

        for (var length = 0; length < encoded.Payload.Length; length++)
        {
            var torn = encoded.Payload.AsSpan(0, length);
            Assert.False(BatchDecoder.TryDecode(compression, encoded.UncompressedBytes, torn, out _, out _));
            Assert.False(BatchDecoder.TryDecode(compression, length, torn, out _, out _), $"at {length}");
        }
    }

    [Fact]
    public void A_bomb_is_not_unpacked_beyond_what_its_header_says()
    {
        var zeros = new byte[64 * 1024 * 1024];
        var brotli = new byte[1024 * 1024];
        Assert.True(BrotliEncoder.TryCompress(zeros, brotli, out var length, 5, 22));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Error(Compression.Brotli, 1000, brotli.AsSpan(0, length).ToArray());
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal("uncompressed size is larger than the 1000 that the header says", error);
        Assert.InRange(allocated, 0, 1024 * 1024);
    }

    private static string Error(byte[] message) => Error(Compression.None, message.Length, message);

    private static string Error(EncodedBatch batch, int size) => Error(batch.Compression, size, batch.Payload);

    private static string Error(Compression compression, int size, byte[] payload)
    {
        Assert.False(BatchDecoder.TryDecode(compression, size, payload, out var batch, out var error));
        Assert.Equal(0, batch.EventCount);
        Assert.Equal(0, batch.StringCount);
        return error;
    }
}
