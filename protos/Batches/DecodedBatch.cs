using System.Runtime.InteropServices;
using System.Text;

namespace SecWatch.Protos.Batches;

/// <summary>The events of a batch, read in place: strings stay bytes until somebody asks for text.</summary>
/// <remarks>
/// May be kept and given to <see cref="BatchDecoder"/> again: then it is the next batch, and spans taken from the one
/// before are void. One thread at a time, since <see cref="StringText"/> fills a cache.
/// </remarks>
public sealed class DecodedBatch
{
    // Buffers that one large batch has blown up are given back when the next batch comes.
    private const int RetainedBytesMax = 2 * 1024 * 1024;
    private const int RetainedEntriesMax = 256 * 1024;

    private readonly List<EventShape> shapes = [];
    private byte[] message = [];
    private int[] stringEnds = [];
    private int stringStart;
    private string?[] texts = [];
    private int[] eventShapes = [];
    private int[] eventRows = [];
    private long[] times = [];
    private long[] recordIds = [];
    private int[] shapeRowCounts = [];
    private int[] shapeValueStarts = [];
    private int[] values = [];

    public int EventCount { get; private set; }

    public int StringCount { get; private set; }

    public ReadOnlySpan<EventShape> Shapes => CollectionsMarshal.AsSpan(shapes);

    /// <summary>Index into <see cref="Shapes"/>.</summary>
    public int ShapeIndex(int eventIndex) => eventShapes[Checked(eventIndex)];

    /// <summary>Ticks since 0001-01-01T00:00:00Z; never beyond the year 9999.</summary>
    public long TimeTicks(int eventIndex) => times[Checked(eventIndex)];

    public long RecordId(int eventIndex) => recordIds[Checked(eventIndex)];

    /// <summary>Index of the string that is the value of the field, or -1 where the field is absent.</summary>
    /// <param name="eventIndex">Event in the batch.</param>
    /// <param name="fieldIndex">Field in the event's shape.</param>
    public int ValueIndex(int eventIndex, int fieldIndex)
    {
        var shape = eventShapes[Checked(eventIndex)];
        ThrowIfOutside(fieldIndex, shapes[shape].Fields.Length, nameof(fieldIndex));
        return values[shapeValueStarts[shape] + (fieldIndex * shapeRowCounts[shape]) + eventRows[eventIndex]];
    }

    /// <summary>The first value that an event has under a field name, in ordinal comparison.</summary>
    /// <returns>false where the event has no such field, or it is absent.</returns>
    public bool TryGetValue(int eventIndex, string fieldName, out int stringIndex)
    {
        var fields = shapes[ShapeIndex(eventIndex)].Fields;
        for (var i = 0; i < fields.Length; i++)
        {
            if (string.Equals(fields[i], fieldName, StringComparison.Ordinal))
            {
                stringIndex = ValueIndex(eventIndex, i);
                if (stringIndex >= 0)
                {
                    return true;
                }
            }
        }

        stringIndex = -1;
        return false;
    }

    /// <summary>The bytes of a string, UTF-8 as the source gave it.</summary>
    public ReadOnlySpan<byte> StringUtf8(int stringIndex)
    {
        ThrowIfOutside(stringIndex, StringCount, nameof(stringIndex));
        var start = stringIndex == 0 ? stringStart : stringEnds[stringIndex - 1];
        return message.AsSpan(start, stringEnds[stringIndex] - start);
    }

    /// <summary>The string as text, made once and kept; bytes that are not UTF-8 become U+FFFD.</summary>
    public string StringText(int stringIndex)
    {
        var utf8 = StringUtf8(stringIndex);
        if (texts.Length < StringCount)
        {
            texts = new string?[StringCount];
        }

        return texts[stringIndex] ??= Encoding.UTF8.GetString(utf8);
    }

    /// <summary>Gives the buffer for the next message; what the batch held is gone.</summary>
    internal Span<byte> StartMessage(int bytes)
    {
        Clear();
        return Sized(ref message, bytes, RetainedBytesMax);
    }

    internal void Clear()
    {
        if (StringCount > RetainedEntriesMax)
        {
            texts = [];
        }
        else
        {
            Array.Clear(texts, 0, Math.Min(texts.Length, StringCount));
        }

        EventCount = 0;
        StringCount = 0;
        shapes.Clear();
    }

    internal void AddShape(EventShape shape) => shapes.Add(shape);

    internal Span<int> StartStrings(int count)
    {
        StringCount = count;
        return Sized(ref stringEnds, count, RetainedEntriesMax);
    }

    internal void SetStringStart(int start) => stringStart = start;

    internal void StartEvents(int count)
    {
        EventCount = count;
        _ = Sized(ref eventShapes, count, RetainedEntriesMax);
        _ = Sized(ref eventRows, count, RetainedEntriesMax);
        _ = Sized(ref times, count, RetainedEntriesMax);
        _ = Sized(ref recordIds, count, RetainedEntriesMax);
        Sized(ref shapeRowCounts, shapes.Count, RetainedEntriesMax).Clear();
        _ = Sized(ref shapeValueStarts, shapes.Count, RetainedEntriesMax);
    }

    internal Span<long> Times(int count) => times.AsSpan(0, count);

    internal Span<long> RecordIds(int count) => recordIds.AsSpan(0, count);

    internal void SetShape(int eventIndex, int shapeIndex)
    {
        eventShapes[eventIndex] = shapeIndex;
        eventRows[eventIndex] = shapeRowCounts[shapeIndex]++;
    }

    /// <summary>Finds where the columns of each shape begin, and gives the number of values of all.</summary>
    internal long PlaceColumns()
    {
        var start = 0L;
        for (var i = 0; i < shapes.Count; i++)
        {
            // Wraps only beyond the number of values that a batch may have, and such a batch is refused.
            shapeValueStarts[i] = unchecked((int)start);
            start += (long)shapeRowCounts[i] * shapes[i].Fields.Length;
        }

        return start;
    }

    internal Span<int> StartValues(int count) => Sized(ref values, count, RetainedEntriesMax);

    private static Span<T> Sized<T>(ref T[] array, int count, int retainedMax)
    {
        if (array.Length < count || (array.Length > retainedMax && count <= retainedMax))
        {
            array = GC.AllocateUninitializedArray<T>(count);
        }

        return array.AsSpan(0, count);
    }

    private int Checked(int eventIndex)
    {
        ThrowIfOutside(eventIndex, EventCount, nameof(eventIndex));
        return eventIndex;
    }

    // The arrays are often longer than the batch, so their own bounds are not enough.
    private static void ThrowIfOutside(int index, int count, string parameter)
    {
        if (index < 0 || index >= count)
        {
            throw new ArgumentOutOfRangeException(parameter, index, $"There are {count}.");
        }
    }
}
