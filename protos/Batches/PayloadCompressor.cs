using System.IO.Compression;
using System.Numerics;
using SecWatch.Protos.V1;
using ZstdSharp;

namespace SecWatch.Protos.Batches;

/// <summary>Compresses batch messages one after the other in the same memory.</summary>
internal sealed class PayloadCompressor
{
    private const int BrotliQuality = 1;
    private const int BrotliWindowBitsMin = 10;
    private const int BrotliWindowBitsMax = 20;
    private const int ZstdLevel = 1;

    private readonly ByteColumn output = new();
    private Compressor? zstd;

    public byte[] Compress(Compression compression, ReadOnlySpan<byte> message)
    {
        output.Clear();
        switch (compression)
        {
            case Compression.None:
                return message.ToArray();
            case Compression.Brotli:
                // A window beyond the message buys nothing and costs memory.
                var windowBits = Math.Clamp(
                    32 - BitOperations.LeadingZeroCount((uint)message.Length),
                    BrotliWindowBitsMin, BrotliWindowBitsMax);
                var target = output.Room(BrotliEncoder.GetMaxCompressedLength(message.Length));
                if (!BrotliEncoder.TryCompress(message, target, out var written, BrotliQuality, windowBits))
                {
                    throw new InvalidOperationException("Brotli needed more than its own upper bound.");
                }

                return target[..written].ToArray();
            case Compression.Zstd:
                zstd ??= new Compressor(ZstdLevel);
                var room = output.Room(Compressor.GetCompressBound(message.Length));
                return room[..zstd.Wrap(message, room)].ToArray();
            default:
                throw new ArgumentOutOfRangeException(nameof(compression), compression, "No such compression.");
        }
    }
}
