using System.Buffers.Binary;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Pipeline;

/// <summary>Reads the events of an <see cref="EventBlock"/> back, in the order in which they were written.</summary>
internal ref struct EventBlockReader
{
    private readonly EventBlock block;
    private ReadOnlySpan<byte> rest;
    private int fieldsLeft;

    public EventBlockReader(EventBlock block)
    {
        this.block = block;
        rest = block.Rows;
        Shape = null!;
    }

    public EventShape Shape { get; private set; }

    public Lane Lane { get; private set; }

    public long TimeTicks { get; private set; }

    public long RecordId { get; private set; }

    /// <summary>Moves to the next event, past values of the present one that were not read.</summary>
    /// <returns>false at the end.</returns>
    public bool NextEvent()
    {
        while (fieldsLeft > 0)
        {
            NextValue(out _);
        }

        if (rest.IsEmpty)
        {
            return false;
        }

        Shape = block.ShapeAt(BinaryPrimitives.ReadInt32LittleEndian(rest));
        Lane = (Lane)rest[4];
        TimeTicks = BinaryPrimitives.ReadInt64LittleEndian(rest[5..]);
        RecordId = BinaryPrimitives.ReadInt64LittleEndian(rest[13..]);
        rest = rest[EventBlock.RowHeaderBytes..];
        fieldsLeft = Shape.Fields.Length;
        return true;
    }

    /// <summary>The next field's value.</summary>
    /// <returns>false where the field is absent.</returns>
    public bool NextValue(out ReadOnlySpan<byte> utf8)
    {
        fieldsLeft--;
        var length = BinaryPrimitives.ReadInt32LittleEndian(rest) - 1;
        if (length < 0)
        {
            utf8 = default;
            rest = rest[4..];
            return false;
        }

        utf8 = rest.Slice(4, length);
        rest = rest[(4 + length)..];
        return true;
    }

    /// <summary>Bytes of the values of this event that were not read yet.</summary>
    public readonly int MeasureValues()
    {
        var total = 0;
        var at = 0;
        for (var field = fieldsLeft; field > 0; field--)
        {
            var length = Math.Max(0, BinaryPrimitives.ReadInt32LittleEndian(rest[at..]) - 1);
            total += length;
            at += 4 + length;
        }

        return total;
    }
}
