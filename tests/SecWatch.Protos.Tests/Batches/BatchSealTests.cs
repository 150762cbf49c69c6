using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Protos.Tests.Batches;

public sealed class BatchSealTests
{
    [Fact]
    public void A_sealed_batch_is_verified_and_decoded_after_its_journey()
    {
        var encoder = new BatchEncoder();

        Prop.ForAll(TestBatch.Any, batch =>
        {
            var bytes = BatchSeal.Seal(batch.Encode(encoder, Compression.Zstd), Lane.Security, 7).ToByteArray();
            var arrived = SealedBatch.Parser.ParseFrom(bytes);

            Assert.True(BatchSeal.TryVerify(arrived, out var error), error);
            Assert.True(BatchDecoder.TryDecode(arrived, out var decoded, out error), error);
            batch.AssertEqual(decoded);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(Compression.None)]
    [InlineData(Compression.Brotli)]
    [InlineData(Compression.Zstd)]
    public void Every_flipped_bit_of_a_sealed_batch_is_refused(Compression compression)
    {
        var bytes = BatchSeal.Seal(Samples.Encode(Samples.LogLines(40), compression), Lane.Bulk, 300).ToByteArray();

        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(
                TryParse(bytes, out var flipped) && BatchSeal.TryVerify(flipped, out _), $"bit {bit} was not missed");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void The_checksum_is_XXH3_over_the_header_and_the_payload_in_the_order_of_the_contract()
    {
        var batch = new SealedBatch
        {
            Lane = Lane.Bulk,
            Sequence = 0x0102030405060708,
            EventCount = 9,
            Compression = Compression.Zstd,
            UncompressedBytes = 0x0A0B0C0D,
            FirstTime = 1,
            LastTime = 2,
            Payload = ByteString.CopyFromUtf8("abc"),
        };
        byte[] covered =
        [
            3, 0, 0, 0, 9, 0, 0, 0, 2, 0, 0, 0, 0x0D, 0x0C, 0x0B, 0x0A, 8, 7, 6, 5, 4, 3, 2, 1,
            1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, (byte)'a', (byte)'b', (byte)'c',
        ];

        Assert.Equal(System.IO.Hashing.XxHash3.HashToUInt64(covered), BatchSeal.Checksum(batch));
    }

    public static TheoryData<string, Action<SealedBatch>> Headers { get; } = new()
    {
        { "lane is 0, 1 to 3 expected", batch => batch.Lane = Lane.Unspecified },
        { "lane is 4, 1 to 3 expected", batch => batch.Lane = (Lane)4 },
        { "lane is -1, 1 to 3 expected", batch => batch.Lane = (Lane)(-1) },
        { "sequence is 0, at least 1 expected", batch => batch.Sequence = 0 },
        { "event_count is 0, 1 to 65536 expected", batch => batch.EventCount = 0 },
        { "event_count is 65537, 1 to 65536 expected", batch => batch.EventCount = 65537 },
        { "compression is 3, which is not known", batch => batch.Compression = (Compression)3 },
        { "uncompressed_bytes is 0, 1 to 8388608 expected", batch => batch.UncompressedBytes = 0 },
        { "uncompressed_bytes is 8388609, 1 to 8388608 expected", batch => batch.UncompressedBytes = 8388609 },
        { "payload has 0 bytes, 1 to 4194304 expected", batch => batch.Payload = ByteString.Empty },
        {
            "payload has 4194305 bytes, 1 to 4194304 expected",
            batch => batch.Payload = ByteString.CopyFrom(new byte[4194305])
        },
        { "first_time is -1, outside of years 1 to 9999", batch => batch.FirstTime = -1 },
        {
            "last_time is 9223372036854775807, outside of years 1 to 9999", batch => batch.LastTime = long.MaxValue
        },
        { "last_time is 1, less than first_time, 2", batch => (batch.FirstTime, batch.LastTime) = (2, 1) },
        {
            "uncompressed_bytes is 1, payload has 2 without compression",
            batch => (batch.Compression, batch.UncompressedBytes, batch.Payload) =
                (Compression.None, 1, ByteString.CopyFromUtf8("ab"))
        },
        { "checksum is wrong", batch => batch.Checksum ^= 1 },
    };

    [Theory]
    [MemberData(nameof(Headers), DisableDiscoveryEnumeration = true)]
    public void A_header_that_is_wrong_is_refused_by_name(string expected, Action<SealedBatch> change)
    {
        var batch = BatchSeal.Seal(Samples.Encode(Samples.LogLines(3), Compression.Brotli), Lane.Bulk, 1);
        change(batch);
        if (!expected.StartsWith("checksum", StringComparison.Ordinal))
        {
            batch.Checksum = BatchSeal.Checksum(batch);
        }

        Assert.False(BatchSeal.TryVerify(batch, out var error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void A_header_that_does_not_say_what_the_events_say_is_refused()
    {
        var batch = BatchSeal.Seal(Samples.Encode(Samples.LogLines(3), Compression.Zstd), Lane.Bulk, 1);

        Assert.True(BatchDecoder.TryDecode(batch, out _, out _));
        AssertRefused("event_count is 3, header says 4", batch, changed => changed.EventCount = 4);
        AssertRefused("first time is ", batch, changed => changed.FirstTime--);
        AssertRefused("last time is ", batch, changed => changed.LastTime++);
    }

    [Fact]
    public void A_batch_is_not_sealed_without_a_lane_or_a_number()
    {
        var batch = Samples.Encode(Samples.LogLines(1), Compression.None);

        Assert.Throws<ArgumentOutOfRangeException>(() => BatchSeal.Seal(batch, Lane.Unspecified, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => BatchSeal.Seal(batch, Lane.Bulk, 0));
    }

    private static void AssertRefused(string expected, SealedBatch batch, Action<SealedBatch> change)
    {
        var changed = batch.Clone();
        change(changed);
        Assert.False(BatchDecoder.TryDecode(changed, out var decoded, out var error));
        Assert.StartsWith(expected, error, StringComparison.Ordinal);
        Assert.Equal(0, decoded.EventCount);
    }

    private static bool TryParse(byte[] bytes, out SealedBatch batch)
    {
        try
        {
            batch = SealedBatch.Parser.ParseFrom(bytes);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            batch = null!;
            return false;
        }
    }
}
