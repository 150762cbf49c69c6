using SecWatch.Protos.V1;

namespace SecWatch.Protos.Batches;

/// <summary>Takes a batch apart, and refuses one that does not hold what <c>event.proto</c> says of it.</summary>
public static class BatchDecoder
{
    /// <returns>false for a batch that is wrong; <paramref name="error"/> says what and where.</returns>
    public static bool TryDecode(
        Compression compression, int uncompressedBytes, ReadOnlySpan<byte> payload, out DecodedBatch batch, out string error) =>
        throw new NotSupportedException();
}
