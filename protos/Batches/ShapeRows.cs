namespace SecWatch.Protos.Batches;

/// <summary>The values of all events of one shape in a batch that is being built, event by event.</summary>
internal sealed class ShapeRows
{
    private const int RetainedValuesMax = 256 * 1024;

    private uint[] values = new uint[64];
    private int count;

    public EventShape Shape { get; private set; } = null!;

    public void Reset(EventShape shape)
    {
        Shape = shape;
        count = 0;
        if (values.Length > RetainedValuesMax)
        {
            values = new uint[64];
        }
    }

    /// <param name="value">0 for an absent field, else the number of the string plus one.</param>
    public void Add(uint value)
    {
        if (count == values.Length)
        {
            Array.Resize(ref values, count * 2);
        }

        values[count++] = value;
    }

    /// <summary>Writes the values column by column as varints, and gives the number of bytes.</summary>
    public int Write(Span<byte> target)
    {
        var width = Shape.Fields.Length;
        var position = 0;
        for (var column = 0; column < width; column++)
        {
            for (var at = column; at < count; at += width)
            {
                position += WireFormat.WriteVarint(target[position..], values[at]);
            }
        }

        return position;
    }
}
