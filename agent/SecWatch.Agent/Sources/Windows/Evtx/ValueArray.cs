using System.Buffers.Binary;

namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>The elements of an array value, one after the other.</summary>
/// <remarks>Texts end with a zero each, numbers and the like have a fixed length, a SID says its own.</remarks>
internal ref struct ValueArray(ValueSlot slot, ReadOnlySpan<byte> data)
{
    private readonly BinXmlType type = slot.ElementType;
    private ReadOnlySpan<byte> rest = data;

    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly ValueArray GetEnumerator() => this;

    public bool MoveNext()
    {
        if (rest.IsEmpty)
        {
            return false;
        }

        var (length, separator) = Measure();
        Current = rest[..length];
        rest = rest[(length + separator)..];
        return true;
    }

    private readonly (int Length, int Separator) Measure()
    {
        switch (type)
        {
            case BinXmlType.Text:
                for (var i = 0; i + 1 < rest.Length; i += 2)
                {
                    if (BinaryPrimitives.ReadUInt16LittleEndian(rest[i..]) == 0)
                    {
                        return (i, 2);
                    }
                }

                return (rest.Length, 0);
            case BinXmlType.AnsiText:
                var end = rest.IndexOf((byte)0);
                return end < 0 ? (rest.Length, 0) : (end, 1);
            case BinXmlType.Sid:
                var sid = SidText.Length(rest);
                return (sid == 0 ? rest.Length : sid, 0);
            default:
                var size = BinXmlText.ElementBytes(type);
                return (size == 0 || size > rest.Length ? rest.Length : size, 0);
        }
    }
}
