using SecWatch.Protos.V1;

namespace SecWatch.Protos.Batches;

/// <summary>Takes a batch apart, and refuses one that does not hold what <c>event.proto</c> says of it.</summary>
/// <remarks>
/// Whatever the payload is, decoding allocates at most 24 bytes for each byte of <c>uncompressedBytes</c> and 1 MiB
/// more, and in all at most 72 MiB. Never more than <c>uncompressedBytes</c> is decompressed.
/// </remarks>
public static class BatchDecoder
{
    /// <returns>false for a batch that is wrong; <paramref name="error"/> says what and where.</returns>
    public static bool TryDecode(
        Compression compression, int uncompressedBytes, ReadOnlySpan<byte> payload,
        out DecodedBatch batch, out string error)
    {
        batch = new DecodedBatch();
        return TryDecodeInto(batch, compression, uncompressedBytes, payload, out error);
    }

    /// <summary>Decodes a sealed batch, and checks that its header says what its events say.</summary>
    /// <remarks>It does not look at the checksum: <see cref="BatchSeal.TryVerify"/> does.</remarks>
    /// <returns>false for a batch that is wrong; <paramref name="error"/> says what and where.</returns>
    public static bool TryDecode(SealedBatch source, out DecodedBatch batch, out string error)
    {
        batch = new DecodedBatch();
        return TryDecodeInto(batch, source, out error);
    }

    /// <summary>Decodes and checks a sealed batch in the memory of an earlier one.</summary>
    /// <returns>false for a batch that is wrong; then <paramref name="batch"/> is empty.</returns>
    public static bool TryDecodeInto(DecodedBatch batch, SealedBatch source, out string error)
    {
        ArgumentNullException.ThrowIfNull(source);
        var uncompressedBytes = (int)Math.Min(source.UncompressedBytes, int.MaxValue);
        if (!TryDecodeInto(batch, source.Compression, uncompressedBytes, source.Payload.Span, out error))
        {
            return false;
        }

        error = HeaderError(batch, source);
        if (error.Length == 0)
        {
            return true;
        }

        batch.Clear();
        return false;
    }

    /// <summary>Decodes in the memory of an earlier batch.</summary>
    /// <returns>false for a batch that is wrong; then <paramref name="batch"/> is empty.</returns>
    public static bool TryDecodeInto(
        DecodedBatch batch, Compression compression, int uncompressedBytes, ReadOnlySpan<byte> payload,
        out string error)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear();
        if (uncompressedBytes is < 1 or > BatchLimits.UncompressedBytesMax)
        {
            error = $"uncompressed size is {uncompressedBytes}, 1 to {BatchLimits.UncompressedBytesMax} expected";
            return false;
        }

        if (payload.Length > BatchLimits.PayloadBytesMax)
        {
            error = $"payload has {payload.Length} bytes, at most {BatchLimits.PayloadBytesMax} allowed";
            return false;
        }

        var message = batch.StartMessage(uncompressedBytes);
        if (PayloadDecompressor.TryDecompress(compression, payload, message, out error)
            && new BatchParser(message, batch).TryParse(out error))
        {
            return true;
        }

        batch.Clear();
        return false;
    }

    private static string HeaderError(DecodedBatch batch, SealedBatch header)
    {
        if (batch.EventCount != header.EventCount)
        {
            return $"event_count is {batch.EventCount}, header says {header.EventCount}";
        }

        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var time in batch.Times(batch.EventCount))
        {
            first = Math.Min(first, time);
            last = Math.Max(last, time);
        }

        return first != header.FirstTime ? $"first time is {first}, header says {header.FirstTime}"
            : last != header.LastTime ? $"last time is {last}, header says {header.LastTime}"
            : "";
    }
}
