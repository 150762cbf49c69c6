using System.Buffers;
using System.IO.Compression;
using SecWatch.Protos.V1;
using ZstdSharp;

namespace SecWatch.Protos.Batches;

/// <summary>Takes the compression off a payload, and never writes more than the header said.</summary>
internal static class PayloadDecompressor
{
    // The state of a zstd decoder is some 100 KB outside of the managed heap: one for each thread that decodes.
    [ThreadStatic]
    private static Decompressor? zstd;

    /// <param name="target">As long as the header says that the message is.</param>
    /// <returns>false where the payload is broken or has another size; <paramref name="error"/> says which.</returns>
    public static bool TryDecompress(
        Compression compression, ReadOnlySpan<byte> payload, Span<byte> target, out string error)
    {
        error = "";
        int written;
        switch (compression)
        {
            case Compression.None:
                written = payload.Length;
                if (written == target.Length)
                {
                    payload.CopyTo(target);
                }

                break;
            case Compression.Brotli:
                if (!TryBrotli(payload, target, out written, out error))
                {
                    return false;
                }

                break;
            case Compression.Zstd:
                if (!TryZstd(payload, target, out written, out error))
                {
                    return false;
                }

                break;
            default:
                error = $"compression is {(int)compression}, which is not known";
                return false;
        }

        if (written != target.Length)
        {
            error = $"uncompressed size is {written}, header says {target.Length}";
            return false;
        }

        return true;
    }

    private static bool TryBrotli(ReadOnlySpan<byte> payload, Span<byte> target, out int written, out string error)
    {
        using var decoder = default(BrotliDecoder);
        var status = decoder.Decompress(payload, target, out var consumed, out written);
        error = status switch
        {
            OperationStatus.Done when consumed == payload.Length => "",
            OperationStatus.Done => $"payload goes on for {payload.Length - consumed} bytes after its Brotli stream",
            OperationStatus.DestinationTooSmall => TooLarge(target.Length),
            OperationStatus.NeedMoreData => "payload ends inside its Brotli stream",
            _ => "payload is not a Brotli stream",
        };
        return error.Length == 0;
    }

    private static bool TryZstd(ReadOnlySpan<byte> payload, Span<byte> target, out int written, out string error)
    {
        written = 0;
        try
        {
            zstd ??= new Decompressor();
            error = zstd.TryUnwrap(payload, target, out written) ? "" : TooLarge(target.Length);
        }
        catch (ZstdException exception)
        {
            error = $"payload is not a zstd frame: {exception.Message}";
        }

        return error.Length == 0;
    }

    private static string TooLarge(int bytes) => $"uncompressed size is larger than the {bytes} that the header says";
}
