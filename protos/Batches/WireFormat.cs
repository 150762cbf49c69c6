using System.Numerics;
using System.Runtime.InteropServices;

namespace SecWatch.Protos.Batches;

/// <summary>The few pieces of protobuf's wire format that a batch is made of.</summary>
internal static class WireFormat
{
    public const int Varint = 0;
    public const int Fixed64 = 1;
    public const int Bytes = 2;
    public const int Fixed32 = 5;

    /// <summary>Bytes of the longest varint.</summary>
    public const int VarintBytesMax = 10;

    private const ulong ContinuationBits = 0x8080_8080_8080_8080;

    public static uint Tag(int fieldNumber, int wireType) => ((uint)fieldNumber << 3) | (uint)wireType;

    public static int VarintBytes(ulong value) => (70 - BitOperations.LeadingZeroCount(value | 1)) / 7;

    /// <summary>Writes a varint, and gives the number of bytes that it took.</summary>
    public static int WriteVarint(Span<byte> target, ulong value)
    {
        // Unchecked: the casts keep the low bits on purpose, and this is the encoder's innermost loop.
        unchecked
        {
            var count = 0;
            while (value >= 0x80)
            {
                target[count++] = (byte)(value | 0x80);
                value >>= 7;
            }

            target[count++] = (byte)value;
            return count;
        }
    }

    /// <summary>Reads a varint, and moves <paramref name="position"/> behind it.</summary>
    /// <returns>false where the span ends inside it, or it has more than 64 bits.</returns>
    public static bool TryReadVarint(ReadOnlySpan<byte> source, ref int position, out ulong value)
    {
        // Unchecked: bits that leave a shift are looked at before, and this is the decoder's innermost loop.
        unchecked
        {
            value = 0;
            for (var shift = 0; shift < 70 && (uint)position < (uint)source.Length; shift += 7)
            {
                var next = source[position++];
                if (shift == 63 && next > 1)
                {
                    return false;
                }

                value |= (ulong)(next & 0x7F) << shift;
                if (next < 0x80)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Maps a signed number so that small ones of either sign become small.</summary>
    public static ulong ZigZag(long value) => unchecked((ulong)((value << 1) ^ (value >> 63)));

    public static long UnZigZag(ulong value) => unchecked((long)(value >> 1) ^ -(long)(value & 1));

    /// <summary>The number of varints that end in the span.</summary>
    public static int CountVarints(ReadOnlySpan<byte> column)
    {
        var count = 0;
        var words = MemoryMarshal.Cast<byte, ulong>(column);
        foreach (var word in words)
        {
            count += BitOperations.PopCount(~word & ContinuationBits);
        }

        foreach (var single in column[(words.Length * sizeof(ulong))..])
        {
            count += single < 0x80 ? 1 : 0;
        }

        return count;
    }
}
