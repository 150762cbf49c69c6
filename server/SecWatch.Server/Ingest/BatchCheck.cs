using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Server.Ingest;

/// <summary>Refuses a batch whose checksum, content or header is wrong, before it reaches the store.</summary>
internal static class BatchCheck
{
    /// <exception cref="StreamRefusedException">It is refused; the message says why.</exception>
    public static void Verify(SealedBatch batch)
    {
        if (batch.Payload.Length > BatchLimits.PayloadBytesMax)
        {
            throw StreamRefusedException.OverLimit(
                $"a batch of {batch.Payload.Length} bytes; at most {BatchLimits.PayloadBytesMax} are allowed");
        }

        if (batch.Sequence is 0 or > long.MaxValue)
        {
            throw Wrong(batch, "its sequence is out of range");
        }

        if (!BatchSeal.TryVerify(batch, out var error))
        {
            throw Wrong(batch, error);
        }

        if (!BatchDecoder.TryDecode(
            batch.Compression, (int)batch.UncompressedBytes, batch.Payload.Span, out var decoded, out error))
        {
            throw Wrong(batch, error);
        }

        if (decoded.EventCount != batch.EventCount)
        {
            throw Wrong(batch, $"it holds {decoded.EventCount} events, and its header says {batch.EventCount}");
        }

        var (first, last) = (long.MaxValue, long.MinValue);
        for (var i = 0; i < decoded.EventCount; i++)
        {
            var ticks = decoded.TimeTicks(i);
            first = Math.Min(first, ticks);
            last = Math.Max(last, ticks);
        }

        if (first != batch.FirstTime || last != batch.LastTime)
        {
            throw Wrong(batch, "its times are not what its header says");
        }
    }

    private static StreamRefusedException Wrong(SealedBatch batch, string error) =>
        StreamRefusedException.Malformed($"batch {batch.Lane} {batch.Sequence}: {error}");
}
