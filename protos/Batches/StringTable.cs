using System.IO.Hashing;

namespace SecWatch.Protos.Batches;

/// <summary>The distinct strings of a batch: gives each the number under which it came first.</summary>
/// <remarks>
/// Open addressing with linear probing, at most half full. A slot is the upper half of the string's XXH3 and, below it,
/// its number plus one; 0 is free. So a probe touches the string's bytes only where 32 bits of the hash are equal.
/// </remarks>
internal sealed class StringTable
{
    private const int InitialSlots = 1024;
    private const int RetainedSlotsMax = 128 * 1024;

    private readonly ByteColumn bytes = new();
    private readonly ByteColumn lengths = new();
    private ulong[] slots = new ulong[InitialSlots];
    private int[] ends = new int[InitialSlots / 2];

    public int Count { get; private set; }

    /// <summary>The strings, one after the other.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.Written;

    /// <summary>The length of each string as varints.</summary>
    public ReadOnlySpan<byte> Lengths => lengths.Written;

    /// <summary>Bytes of strings and lengths together.</summary>
    public int EncodedBytes => bytes.Length + lengths.Length;

    public int Add(ReadOnlySpan<byte> utf8)
    {
        // Unchecked: halves of a hash, and this runs once for every value of every event.
        unchecked
        {
            var hash = (uint)(XxHash3.HashToUInt64(utf8) >> 32);
            var mask = (uint)slots.Length - 1;
            for (var at = hash & mask; ; at = (at + 1) & mask)
            {
                var slot = slots[at];
                if (slot == 0)
                {
                    slots[at] = ((ulong)hash << 32) | (uint)(Count + 1);
                    return Append(utf8);
                }

                var index = (int)(uint)slot - 1;
                if ((uint)(slot >> 32) == hash && At(index).SequenceEqual(utf8))
                {
                    return index;
                }
            }
        }
    }

    public void Clear()
    {
        bytes.Clear();
        lengths.Clear();
        Count = 0;
        if (slots.Length > RetainedSlotsMax)
        {
            slots = new ulong[InitialSlots];
            ends = new int[InitialSlots / 2];
        }
        else
        {
            Array.Clear(slots);
        }
    }

    private ReadOnlySpan<byte> At(int index)
    {
        var start = index == 0 ? 0 : ends[index - 1];
        return bytes.Written[start..ends[index]];
    }

    private int Append(ReadOnlySpan<byte> utf8)
    {
        bytes.Append(utf8);
        lengths.AppendVarint((uint)utf8.Length);
        ends[Count] = bytes.Length;
        var index = Count++;
        if (Count == ends.Length)
        {
            Grow();
        }

        return index;
    }

    private void Grow()
    {
        var larger = new ulong[slots.Length * 2];
        var mask = (uint)larger.Length - 1;
        foreach (var slot in slots)
        {
            if (slot != 0)
            {
                var at = (uint)(slot >> 32) & mask;
                while (larger[at] != 0)
                {
                    at = (at + 1) & mask;
                }

                larger[at] = slot;
            }
        }

        slots = larger;
        Array.Resize(ref ends, larger.Length / 2);
    }
}
