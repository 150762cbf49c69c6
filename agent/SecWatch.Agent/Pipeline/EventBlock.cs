using System.Buffers.Binary;
using System.Text;
using SecWatch.Protos.AgentEvents;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Pipeline;

/// <summary>
/// Events of one source on their way to the spool, row by row in one buffer, with the positions they cover.
/// </summary>
/// <remarks>
/// A source rents a block, writes events and positions into it, posts it, and never touches it again. The events and
/// the positions of a block reach the spool in one transaction. One thread at a time. A row is: shape index (4 bytes),
/// lane (1), time (8), record id (8), then for each field its length plus one (4 bytes, 0 for an absent field) and its
/// bytes. All little endian.
/// </remarks>
internal sealed class EventBlock
{
    internal const int RowHeaderBytes = 21;

    private readonly List<EventShape> shapes = [];
    private readonly List<PositionChange> positions = [];
    private byte[] buffer = new byte[16 * 1024];
    private int length;
    private int valuesLeft;

    /// <summary>The source whose events these are.</summary>
    public string SourceId { get; private set; } = "";

    public int Count { get; private set; }

    /// <summary>Bytes that the block holds in memory.</summary>
    public int Capacity => buffer.Length;

    /// <summary>Bytes of the rows.</summary>
    public int Bytes => length;

    public IReadOnlyList<PositionChange> Positions => positions;

    /// <summary>Lanes that occur in the block, as bits: 1 &lt;&lt; (int)lane.</summary>
    public int LaneBits { get; private set; }

    /// <summary>The lanes of the events other than gap records: those that must have room before the block is
    /// queued.</summary>
    public int QuotaBits { get; private set; }

    /// <summary>Whether there are gap records: they may use the reserve of their lane.</summary>
    public bool HasGaps { get; private set; }

    internal ReadOnlySpan<byte> Rows => buffer.AsSpan(0, length);

    public void Reset(string sourceId)
    {
        SourceId = sourceId;
        shapes.Clear();
        positions.Clear();
        length = 0;
        valuesLeft = 0;
        Count = 0;
        LaneBits = 0;
        QuotaBits = 0;
        HasGaps = false;
    }

    /// <summary>Starts an event. Its values follow, one call for each field of <paramref name="shape"/>.</summary>
    /// <param name="shape">Keep and pass the same object for events alike.</param>
    /// <param name="lane">Where the event travels.</param>
    /// <param name="timeTicks">Time of the event in ticks (UTC); one that no calendar has becomes the nearest.</param>
    /// <param name="recordId">The source's own number of the event, 0 where it has none.</param>
    public void Begin(EventShape shape, Lane lane, long timeTicks, long recordId)
    {
        QuotaBits |= 1 << (int)lane;
        BeginRow(shape, lane, timeTicks, recordId);
    }

    /// <summary>
    /// The next field's value, UTF-8. Longer than <see cref="BatchLimits.ValueBytesMax"/> is cut there.
    /// </summary>
    public void Value(ReadOnlySpan<byte> utf8)
    {
        TakeField();
        var kept = utf8.Length > BatchLimits.ValueBytesMax ? utf8[..BatchLimits.ValueBytesMax] : utf8;
        var target = Reserve(4 + kept.Length);
        BinaryPrimitives.WriteInt32LittleEndian(target, kept.Length + 1);
        kept.CopyTo(target[4..]);
    }

    /// <summary>The next field's value.</summary>
    public void Value(ReadOnlySpan<char> text)
    {
        TakeField();
        var kept = text.Length > BatchLimits.ValueBytesMax / 3 ? text[..(BatchLimits.ValueBytesMax / 3)] : text;
        var target = Reserve(4 + Encoding.UTF8.GetMaxByteCount(kept.Length));
        var bytes = Encoding.UTF8.GetBytes(kept, target[4..]);
        BinaryPrimitives.WriteInt32LittleEndian(target, bytes + 1);
        length -= target.Length - 4 - bytes;
    }

    /// <summary>The next field is absent, which is not the same as empty.</summary>
    public void Absent()
    {
        TakeField();
        BinaryPrimitives.WriteInt32LittleEndian(Reserve(4), 0);
    }

    /// <summary>Adds a gap record; it travels in the lane <c>critical</c>.</summary>
    public void AddGap(GapRecord gap, string computer, DateTimeOffset now)
    {
        HasGaps = true;
        BeginRow(GapRecord.Shape(SourceId, computer), Lane.Critical, now.UtcTicks, 0);
        foreach (var value in gap.ToValues())
        {
            Value(value.AsSpan());
        }
    }

    /// <summary>Says where the source stands once the events of this block are durable; null forgets the key.</summary>
    public void SetPosition(string key, byte[]? position)
    {
        for (var i = 0; i < positions.Count; i++)
        {
            if (string.Equals(positions[i].Key, key, StringComparison.Ordinal))
            {
                positions[i] = new PositionChange(key, position);
                return;
            }
        }

        positions.Add(new PositionChange(key, position));
    }

    internal EventShape ShapeAt(int index) => shapes[index];

    private void BeginRow(EventShape shape, Lane lane, long timeTicks, long recordId)
    {
        if (valuesLeft != 0)
        {
            throw new InvalidOperationException("The event before this one has fields without a value.");
        }

        var index = shapes.Count - 1;
        while (index >= 0 && !ReferenceEquals(shapes[index], shape))
        {
            index--;
        }

        if (index < 0)
        {
            index = shapes.Count;
            shapes.Add(shape);
        }

        var row = Reserve(RowHeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(row, index);
        row[4] = (byte)lane;
        BinaryPrimitives.WriteInt64LittleEndian(row[5..], Math.Clamp(timeTicks, 0, BatchLimits.TimeTicksMax));
        BinaryPrimitives.WriteInt64LittleEndian(row[13..], recordId);
        LaneBits |= 1 << (int)lane;
        valuesLeft = shape.Fields.Length;
        Count++;
    }

    private void TakeField()
    {
        if (valuesLeft == 0)
        {
            throw new InvalidOperationException("The shape has no further field.");
        }

        valuesLeft--;
    }

    private Span<byte> Reserve(int bytes)
    {
        if (buffer.Length - length < bytes)
        {
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + bytes));
        }

        var span = buffer.AsSpan(length, bytes);
        length += bytes;
        return span;
    }
}
