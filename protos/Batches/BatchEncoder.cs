using SecWatch.Protos.V1;

namespace SecWatch.Protos.Batches;

/// <summary>Builds one batch after the other from events given field by field.</summary>
/// <remarks>
/// Writes the bytes of an <see cref="EventBatch"/> without an object for an event. Keep and reuse it: nothing of a
/// batch reaches the next but the memory. One thread at a time. Longer than most files here, since the limits and the
/// order of the calls are checked in the same place as the columns grow.
/// </remarks>
public sealed class BatchEncoder
{
    /// <summary>What to compress with unless there is a reason: zstd at level 1.</summary>
    /// <remarks>
    /// On batches of log lines it makes what Brotli makes at quality 2, in a third of its time, and is read back in
    /// less than half. Higher levels cost several times as much and save no tenth.
    /// </remarks>
    public const Compression DefaultCompression = Compression.Zstd;

    // Tags and lengths of the message's fields, and its two numbers.
    private const int FrameBytes = 64;

    // What an event can take at most beside its values: its shape's index, its time and its record id.
    private const int EventBytesMax = 24;

    // What a value can take at most beside its text: its entry in `values` and its length.
    private const int ValueOverheadMax = 8;

    // An encoder stays below the payload's limit even where nothing can be compressed: both compressors then add
    // less than one part in 128.
    private const int MessageBytesMax = BatchLimits.PayloadBytesMax - (BatchLimits.PayloadBytesMax / 128);

    private readonly StringTable strings = new();
    private readonly ByteColumn shapeMessages = new();
    private readonly ByteColumn eventShapes = new();
    private readonly ByteColumn times = new();
    private readonly ByteColumn recordIds = new();
    private readonly ByteColumn message = new();
    private readonly PayloadCompressor compressor = new();
    private readonly Dictionary<EventShape, int> shapeIndexes = [];
    private readonly List<ShapeRows> rows = [];
    private ShapeRows? current;
    private int currentIndex;
    private int fieldsLeft;
    private bool inEvent;
    private int valueCount;
    private int valueBytes;
    private int shapeBytes;
    private long previousTime;
    private long previousRecordId;
    private long firstTime;
    private long lastTime;

    /// <summary>Events added since the last <see cref="Finish"/>, with the one that is not ended yet.</summary>
    public int EventCount { get; private set; }

    /// <summary>Bytes that the batch has now before compression, never less than the true size.</summary>
    public int EstimatedBytes => FrameBytes + strings.EncodedBytes + shapeMessages.Length + eventShapes.Length
        + times.Length + recordIds.Length + valueBytes;

    /// <summary>Whether one more event of that many fields and bytes still fits <see cref="BatchLimits"/>.</summary>
    /// <remarks>An event for which an empty encoder says no fits no batch at all.</remarks>
    public bool Fits(int fieldCount, int valueBytes) =>
        fieldCount is >= 0 and <= BatchLimits.FieldCountMax
        && valueBytes >= 0
        && EventCount < BatchLimits.EventCountMax
        && shapeIndexes.Count < BatchLimits.ShapeCountMax
        && shapeBytes <= BatchLimits.ShapeBytesTotalMax - BatchLimits.ShapeBytesMax
        && valueCount <= BatchLimits.ValueCountMax - fieldCount
        && (long)EstimatedBytes + BatchLimits.ShapeBytesMax + EventBytesMax + (fieldCount * ValueOverheadMax)
            + valueBytes <= MessageBytesMax;

    /// <summary>Starts an event; its values follow, one for each field of <paramref name="shape"/>, in order.</summary>
    /// <exception cref="ArgumentException">The shape is not <see cref="EventShape.IsWithinLimits"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is before year 1 or after year 9999.</exception>
    /// <exception cref="InvalidOperationException">The event before is not ended, or the batch is full.</exception>
    public void BeginEvent(EventShape shape, long timeTicks, long recordId)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfNegative(timeTicks);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeTicks, BatchLimits.TimeTicksMax);
        if (inEvent)
        {
            throw new InvalidOperationException("The event before this one is not ended.");
        }

        if (EventCount == BatchLimits.EventCountMax
            || valueCount > BatchLimits.ValueCountMax - shape.Fields.Length
            || EstimatedBytes > MessageBytesMax - EventBytesMax)
        {
            throw Full();
        }

        if (current is null || !ReferenceEquals(current.Shape, shape))
        {
            SelectShape(shape);
        }

        // Unchecked: a difference of two times or numbers may leave 64 bits; the decoder's sum comes back the same way.
        unchecked
        {
            eventShapes.AppendVarint((uint)currentIndex);
            times.AppendVarint(WireFormat.ZigZag(timeTicks - previousTime));
            recordIds.AppendVarint(WireFormat.ZigZag(recordId - previousRecordId));
        }

        previousTime = timeTicks;
        previousRecordId = recordId;
        firstTime = EventCount == 0 ? timeTicks : Math.Min(firstTime, timeTicks);
        lastTime = EventCount == 0 ? timeTicks : Math.Max(lastTime, timeTicks);
        fieldsLeft = shape.Fields.Length;
        inEvent = true;
        EventCount++;
    }

    /// <summary>The next field's value; may be empty. Bytes that are not UTF-8 are kept as they are.</summary>
    /// <exception cref="ArgumentException">It is longer than <see cref="BatchLimits.ValueBytesMax"/>.</exception>
    /// <exception cref="InvalidOperationException">There is no next field, or the batch is full.</exception>
    public void AddValue(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > BatchLimits.ValueBytesMax)
        {
            throw new ArgumentException(
                $"A value has {utf8.Length} bytes; at most {BatchLimits.ValueBytesMax} are allowed.", nameof(utf8));
        }

        if (EstimatedBytes + utf8.Length > MessageBytesMax - ValueOverheadMax)
        {
            throw Full();
        }

        TakeField();
        Store((uint)strings.Add(utf8) + 1);
    }

    /// <summary>The next field is absent.</summary>
    /// <exception cref="InvalidOperationException">There is no next field.</exception>
    public void AddAbsent()
    {
        TakeField();
        Store(0);
    }

    /// <summary>Ends the event.</summary>
    /// <exception cref="InvalidOperationException">No event was begun, or a field has no value yet.</exception>
    public void EndEvent()
    {
        if (!inEvent || fieldsLeft != 0)
        {
            throw new InvalidOperationException(
                inEvent ? $"{fieldsLeft} fields of the event have no value." : "No event was begun.");
        }

        inEvent = false;
    }

    /// <summary>Takes the batch out and starts an empty one.</summary>
    /// <exception cref="InvalidOperationException">There is no event, or the last one is not ended.</exception>
    public EncodedBatch Finish(Compression compression)
    {
        if (inEvent || EventCount == 0)
        {
            throw new InvalidOperationException(inEvent ? "The last event is not ended." : "The batch has no event.");
        }

        WriteMessage();
        var payload = compressor.Compress(compression, message.Written);
        var batch = new EncodedBatch(EventCount, compression, message.Length, firstTime, lastTime, payload);
        Reset();
        return batch;
    }

    /// <summary>Throws away what was added since the last <see cref="Finish"/>, a begun event too.</summary>
    public void Reset()
    {
        strings.Clear();
        shapeMessages.Clear();
        eventShapes.Clear();
        times.Clear();
        recordIds.Clear();
        message.Clear();
        shapeIndexes.Clear();
        current = null;
        inEvent = false;
        fieldsLeft = 0;
        valueCount = 0;
        valueBytes = 0;
        shapeBytes = 0;
        previousTime = 0;
        previousRecordId = 0;
        EventCount = 0;
    }

    private static InvalidOperationException Full() => new("The batch is full. Ask Fits before each event.");

    private void SelectShape(EventShape shape)
    {
        if (!shapeIndexes.TryGetValue(shape, out var index))
        {
            if (!shape.IsWithinLimits)
            {
                throw new ArgumentException(
                    $"A shape has {shape.Fields.Length} fields and {shape.EncodedBytes} bytes; at most "
                    + $"{BatchLimits.FieldCountMax} and {BatchLimits.ShapeBytesMax} are allowed.", nameof(shape));
            }

            index = shapeIndexes.Count;
            if (index == BatchLimits.ShapeCountMax
                || shapeBytes > BatchLimits.ShapeBytesTotalMax - shape.EncodedBytes
                || EstimatedBytes + shape.EncodedBytes > MessageBytesMax - EventBytesMax - ValueOverheadMax)
            {
                throw Full();
            }

            shapeIndexes.Add(shape, index);
            shapeBytes += shape.EncodedBytes;
            shapeMessages.AppendFieldHead(EventBatch.ShapesFieldNumber, shape.EncodedBytes);
            ShapeWire.Write(shape, shapeMessages);
            if (index == rows.Count)
            {
                rows.Add(new ShapeRows());
            }

            rows[index].Reset(shape);
        }

        currentIndex = index;
        current = rows[index];
    }

    private void TakeField()
    {
        if (!inEvent || fieldsLeft == 0)
        {
            throw new InvalidOperationException(
                inEvent ? "The shape has no further field." : "No event was begun.");
        }

        fieldsLeft--;
    }

    private void Store(uint value)
    {
        current!.Add(value);
        valueCount++;
        valueBytes += WireFormat.VarintBytes(value);
    }

    private void WriteMessage()
    {
        // Room for all at once: growing step by step would copy a large message, and leave its old buffers behind.
        _ = message.Room(EstimatedBytes + WireFormat.VarintBytesMax);
        message.AppendField(EventBatch.FormatFieldNumber, BatchLimits.Format);
        message.AppendField(EventBatch.EventCountFieldNumber, (uint)EventCount);
        WriteColumn(EventBatch.StringBytesFieldNumber, strings.Bytes);
        WriteColumn(EventBatch.StringLengthsFieldNumber, strings.Lengths);
        message.Append(shapeMessages.Written);
        WriteColumn(EventBatch.EventShapesFieldNumber, eventShapes.Written);
        WriteColumn(EventBatch.TimesFieldNumber, times.Written);
        WriteColumn(EventBatch.RecordIdsFieldNumber, recordIds.Written);
        if (valueBytes == 0)
        {
            return;
        }

        message.AppendFieldHead(EventBatch.ValuesFieldNumber, valueBytes);
        for (var i = 0; i < shapeIndexes.Count; i++)
        {
            message.Advance(rows[i].Write(message.Room(0)));
        }
    }

    private void WriteColumn(int field, ReadOnlySpan<byte> content)
    {
        if (!content.IsEmpty)
        {
            message.AppendFieldHead(field, content.Length);
            message.Append(content);
        }
    }
}
