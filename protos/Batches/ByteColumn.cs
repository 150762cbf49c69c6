namespace SecWatch.Protos.Batches;

/// <summary>A growing run of bytes that is filled again and again.</summary>
internal sealed class ByteColumn
{
    private const int InitialBytes = 1024;

    // A buffer that one large batch has blown up is given back, so that a quiet agent stays small.
    private const int RetainedBytesMax = 2 * 1024 * 1024;

    private byte[] buffer = new byte[InitialBytes];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, Length);

    public void AppendVarint(ulong value)
    {
        var target = Room(WireFormat.VarintBytesMax);
        Length += WireFormat.WriteVarint(target, value);
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Appends a field of a message whose value is a number.</summary>
    public void AppendField(int fieldNumber, uint value)
    {
        AppendVarint(WireFormat.Tag(fieldNumber, WireFormat.Varint));
        AppendVarint(value);
    }

    /// <summary>Appends the tag and the length of a field of a message; the field's bytes follow.</summary>
    public void AppendFieldHead(int fieldNumber, int bytes)
    {
        AppendVarint(WireFormat.Tag(fieldNumber, WireFormat.Bytes));
        AppendVarint((uint)bytes);
    }

    /// <summary>Gives free space behind what is written; <see cref="Advance"/> says how much of it was used.</summary>
    public Span<byte> Room(int bytes)
    {
        if (buffer.Length - Length < bytes)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, Length + bytes));
        }

        return buffer.AsSpan(Length);
    }

    public void Advance(int bytes) => Length += bytes;

    public void Clear()
    {
        Length = 0;
        if (buffer.Length > RetainedBytesMax)
        {
            buffer = new byte[InitialBytes];
        }
    }
}
