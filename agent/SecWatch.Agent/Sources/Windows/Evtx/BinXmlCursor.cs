using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>Reads little-endian numbers and text from a part of a chunk, and remembers the first thing that was
/// wrong.</summary>
/// <remarks>
/// After a failure everything that is read is zero or empty and the cursor stands at its end, so that loops end; ask
/// <see cref="Failed"/> before believing what was read. Positions count from the start of the chunk, as offsets in it
/// do.
/// </remarks>
internal ref struct BinXmlCursor(ReadOnlySpan<byte> chunk, int position, int end)
{
    private readonly ReadOnlySpan<byte> chunk = chunk;

    public int Position { get; private set; } = position;

    public int End { get; private set; } = end;

    /// <summary>What was wrong, in one English phrase; null as long as nothing was.</summary>
    public string? Error { get; private set; }

    public readonly bool Failed => Error is not null;

    public readonly int Left => End - Position;

    public void Fail(string error)
    {
        Error ??= error;
        Position = End;
    }

    /// <summary>The next byte without taking it; 0 at the end.</summary>
    public readonly byte Peek() => Position < End ? chunk[Position] : (byte)0;

    public byte Byte() => Take(1, out var bytes) ? bytes[0] : (byte)0;

    public int UInt16() => Take(2, out var bytes) ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : 0;

    public uint UInt32() => Take(4, out var bytes) ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;

    public void Skip(long count)
    {
        if (count < 0 || count > Left)
        {
            Fail("it ends in the middle");
            return;
        }

        Position += (int)count;
    }

    /// <summary>Text of that many UTF-16 units, in place.</summary>
    public ReadOnlySpan<char> Text(int count) =>
        Take(count * 2, out var bytes) ? MemoryMarshal.Cast<byte, char>(bytes) : default;

    private bool Take(int count, out ReadOnlySpan<byte> bytes)
    {
        if (count > Left)
        {
            bytes = default;
            Fail("it ends in the middle");
            return false;
        }

        bytes = chunk.Slice(Position, count);
        Position += count;
        return true;
    }
}
