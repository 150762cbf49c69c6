using SecWatch.Protos.V1;

namespace SecWatch.Protos.Batches;

/// <summary>Gives an encoded batch its lane, number and checksum, and checks them.</summary>
public static class BatchSeal
{
    public static SealedBatch Seal(EncodedBatch batch, Lane lane, ulong sequence) => throw new NotSupportedException();

    /// <summary>The checksum that <c>event.proto</c> defines, over header and payload.</summary>
    public static ulong Checksum(SealedBatch batch) => throw new NotSupportedException();

    /// <returns>false where a header value is out of its range or the checksum is wrong; <paramref name="error"/> says which.</returns>
    public static bool TryVerify(SealedBatch batch, out string error) => throw new NotSupportedException();
}
