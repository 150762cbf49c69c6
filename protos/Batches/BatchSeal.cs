using System.Buffers.Binary;
using System.IO.Hashing;
using Google.Protobuf;
using SecWatch.Protos.V1;

namespace SecWatch.Protos.Batches;

/// <summary>Gives an encoded batch its lane, number and checksum, and checks them.</summary>
public static class BatchSeal
{
    private const int HeaderBytes = 40;

    /// <remarks>The payload is not copied: it belongs to the sealed batch from now on.</remarks>
    public static SealedBatch Seal(EncodedBatch batch, Lane lane, ulong sequence)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfZero(sequence);
        if (lane is not (Lane.Critical or Lane.Security or Lane.Bulk))
        {
            throw new ArgumentOutOfRangeException(nameof(lane), lane, "No such lane.");
        }

        var sealedBatch = new SealedBatch
        {
            Lane = lane,
            Sequence = sequence,
            EventCount = (uint)batch.EventCount,
            Compression = batch.Compression,
            UncompressedBytes = (uint)batch.UncompressedBytes,
            FirstTime = batch.FirstTime,
            LastTime = batch.LastTime,
            Payload = UnsafeByteOperations.UnsafeWrap(batch.Payload),
        };
        sealedBatch.Checksum = Checksum(sealedBatch);
        return sealedBatch;
    }

    /// <summary>The checksum that <c>event.proto</c> defines, over header and payload.</summary>
    public static ulong Checksum(SealedBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> header = stackalloc byte[HeaderBytes];

        // Unchecked: an enum that a stranger sent may be negative, and its bits are what counts.
        unchecked
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)batch.Lane);
            BinaryPrimitives.WriteUInt32LittleEndian(header[4..], batch.EventCount);
            BinaryPrimitives.WriteUInt32LittleEndian(header[8..], (uint)batch.Compression);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], batch.UncompressedBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(header[16..], batch.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], batch.FirstTime);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], batch.LastTime);
        var hash = new XxHash3();
        hash.Append(header);
        hash.Append(batch.Payload.Span);
        return hash.GetCurrentHashAsUInt64();
    }

    /// <returns>
    /// false where a header value is out of its range or the checksum is wrong; <paramref name="error"/> says which.
    /// </returns>
    public static bool TryVerify(SealedBatch batch, out string error)
    {
        ArgumentNullException.ThrowIfNull(batch);
        error = RangeError(batch);
        if (error.Length == 0 && Checksum(batch) != batch.Checksum)
        {
            error = "checksum is wrong";
        }

        return error.Length == 0;
    }

    private static string RangeError(SealedBatch batch) => batch switch
    {
        { Lane: not (Lane.Critical or Lane.Security or Lane.Bulk) } => $"lane is {(int)batch.Lane}, 1 to 3 expected",
        { Sequence: 0 } => "sequence is 0, at least 1 expected",
        { EventCount: 0 or > BatchLimits.EventCountMax } =>
            $"event_count is {batch.EventCount}, 1 to {BatchLimits.EventCountMax} expected",
        { Compression: not (Compression.None or Compression.Brotli or Compression.Zstd) } =>
            $"compression is {(int)batch.Compression}, which is not known",
        { UncompressedBytes: 0 or > BatchLimits.UncompressedBytesMax } =>
            $"uncompressed_bytes is {batch.UncompressedBytes}, 1 to {BatchLimits.UncompressedBytesMax} expected",
        { Payload.Length: 0 or > BatchLimits.PayloadBytesMax } =>
            $"payload has {batch.Payload.Length} bytes, 1 to {BatchLimits.PayloadBytesMax} expected",
        { FirstTime: < 0 or > BatchLimits.TimeTicksMax } =>
            $"first_time is {batch.FirstTime}, outside of years 1 to 9999",
        { LastTime: < 0 or > BatchLimits.TimeTicksMax } =>
            $"last_time is {batch.LastTime}, outside of years 1 to 9999",
        _ when batch.LastTime < batch.FirstTime =>
            $"last_time is {batch.LastTime}, less than first_time, {batch.FirstTime}",
        _ when batch.Compression == Compression.None && batch.UncompressedBytes != batch.Payload.Length =>
            $"uncompressed_bytes is {batch.UncompressedBytes}, payload has {batch.Payload.Length} without compression",
        _ => "",
    };
}
