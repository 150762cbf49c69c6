using SecWatch.Protos.V1;

namespace SecWatch.Protos.Batches;

/// <summary>Reads one batch message into a <see cref="DecodedBatch"/>, and checks every statement about it.</summary>
/// <remarks>
/// Nothing is allocated for a column before its entries are counted, so the memory follows the message's size and not
/// the numbers that stand in it.
/// </remarks>
internal ref struct BatchParser
{
    private readonly ReadOnlySpan<byte> message;
    private readonly DecodedBatch batch;
    private ulong format;
    private ulong eventCount;
    private ReadOnlySpan<byte> stringLengths;
    private ReadOnlySpan<byte> eventShapes;
    private ReadOnlySpan<byte> times;
    private ReadOnlySpan<byte> recordIds;
    private ReadOnlySpan<byte> values;
    private int stringBytesStart;
    private int stringBytesLength;
    private int shapeBytes;
    private int fieldsSeen;

    public BatchParser(ReadOnlySpan<byte> message, DecodedBatch batch)
    {
        this.message = message;
        this.batch = batch;
    }

    /// <returns>false for a message that is wrong; <paramref name="error"/> says what and where.</returns>
    public bool TryParse(out string error)
    {
        batch.Clear();
        return TryReadFields(out error)
            && TryReadStrings(out error)
            && TryReadEvents(out error)
            && TryReadValues(out error);
    }

    private bool TryReadFields(out string error)
    {
        var reader = new WireReader(message);
        while (reader.TryReadField(out error))
        {
            if (!TryTakeField(ref reader, out error))
            {
                return false;
            }
        }

        if (error.Length != 0)
        {
            error = "payload " + (error.StartsWith("ends", StringComparison.Ordinal) ? error : "is broken: " + error);
            return false;
        }

        error = format != BatchLimits.Format ? $"format is {format}, {BatchLimits.Format} expected"
            : eventCount is 0 or > BatchLimits.EventCountMax
                ? $"event_count is {eventCount}, 1 to {BatchLimits.EventCountMax} expected"
                : "";
        return error.Length == 0;
    }

    private bool TryTakeField(ref WireReader reader, out string error)
    {
        error = "";
        var number = reader.FieldNumber;
        if (number is < EventBatch.FormatFieldNumber or > EventBatch.ValuesFieldNumber)
        {
            // A newer agent's field: whatever a batch cannot be read without comes with a new format.
            return true;
        }

        var isNumber = number is EventBatch.FormatFieldNumber or EventBatch.EventCountFieldNumber;
        if (reader.WireType != (isNumber ? WireFormat.Varint : WireFormat.Bytes))
        {
            error = $"field {number} has wire type {reader.WireType}";
            return false;
        }

        if (number == EventBatch.ShapesFieldNumber)
        {
            return TryReadShape(reader.Content, out error);
        }

        if ((fieldsSeen & (1 << number)) != 0)
        {
            error = $"field {number} stands twice";
            return false;
        }

        fieldsSeen |= 1 << number;
        switch (number)
        {
            case EventBatch.FormatFieldNumber: format = reader.Number; break;
            case EventBatch.EventCountFieldNumber: eventCount = reader.Number; break;
            case EventBatch.StringBytesFieldNumber:
                stringBytesStart = reader.ContentStart;
                stringBytesLength = reader.Content.Length;
                break;
            case EventBatch.StringLengthsFieldNumber: stringLengths = reader.Content; break;
            case EventBatch.EventShapesFieldNumber: eventShapes = reader.Content; break;
            case EventBatch.TimesFieldNumber: times = reader.Content; break;
            case EventBatch.RecordIdsFieldNumber: recordIds = reader.Content; break;
            case EventBatch.ValuesFieldNumber: values = reader.Content; break;
        }

        return true;
    }

    private bool TryReadShape(ReadOnlySpan<byte> content, out string error)
    {
        var index = batch.Shapes.Length;
        shapeBytes += content.Length;
        if (shapeBytes > BatchLimits.ShapeBytesTotalMax)
        {
            error = $"shapes: more than {BatchLimits.ShapeBytesTotalMax} bytes";
            return false;
        }

        if (index == BatchLimits.ShapeCountMax || content.Length > BatchLimits.ShapeBytesMax)
        {
            error = index == BatchLimits.ShapeCountMax
                ? $"shapes: more than {BatchLimits.ShapeCountMax}"
                : $"shapes[{index}] has {content.Length} bytes, at most {BatchLimits.ShapeBytesMax} allowed";
            return false;
        }

        if (!ShapeWire.TryRead(content, out var shape, out error))
        {
            error = $"shapes[{index}]: {error}";
            return false;
        }

        batch.AddShape(shape);
        return true;
    }

    private readonly bool TryReadStrings(out string error)
    {
        var count = WireFormat.CountVarints(stringLengths);
        if (!HasEntries(stringLengths, count, "string_lengths", out error))
        {
            return false;
        }

        var ends = batch.StartStrings(count);
        var sum = 0UL;
        var position = 0;
        for (var i = 0; i < count; i++)
        {
            if (!WireFormat.TryReadVarint(stringLengths, ref position, out var length))
            {
                return NotAVarint("string_lengths", i, out error);
            }

            if (length > BatchLimits.ValueBytesMax)
            {
                error = $"string_lengths[{i}] is {length}, at most {BatchLimits.ValueBytesMax} allowed";
                return false;
            }

            // At most 8 Mi entries of at most 1 MiB each: no overflow, and no end is used unless the sum is right.
            sum += length;
            ends[i] = unchecked(stringBytesStart + (int)sum);
        }

        if (sum != (ulong)stringBytesLength)
        {
            error = $"string_lengths add up to {sum}, string_bytes has {stringBytesLength}";
            return false;
        }

        batch.SetStringStart(stringBytesStart);
        return true;
    }

    private readonly bool TryReadEvents(out string error)
    {
        var count = (int)eventCount;
        if (!HasEntries(eventShapes, count, "event_shapes", out error)
            || !HasEntries(times, count, "times", out error)
            || !HasEntries(recordIds, count, "record_ids", out error))
        {
            return false;
        }

        batch.StartEvents(count);
        return TryReadEventShapes(count, out error)
            && TryReadSums(times, batch.Times(count), "times", out error)
            && TryReadSums(recordIds, batch.RecordIds(count), "record_ids", out error)
            && AreTimesInRange(batch.Times(count), out error);
    }

    private readonly bool TryReadEventShapes(int count, out string error)
    {
        var position = 0;
        var shapeCount = (ulong)batch.Shapes.Length;
        for (var i = 0; i < count; i++)
        {
            if (!WireFormat.TryReadVarint(eventShapes, ref position, out var shape))
            {
                return NotAVarint("event_shapes", i, out error);
            }

            if (shape >= shapeCount)
            {
                error = $"event_shapes[{i}] is {shape}, there are {shapeCount} shapes";
                return false;
            }

            batch.SetShape(i, (int)shape);
        }

        error = "";
        return true;
    }

    private static bool TryReadSums(ReadOnlySpan<byte> column, Span<long> target, string name, out string error)
    {
        var position = 0;
        var sum = 0L;
        for (var i = 0; i < target.Length; i++)
        {
            if (!WireFormat.TryReadVarint(column, ref position, out var difference))
            {
                return NotAVarint(name, i, out error);
            }

            // Unchecked: the encoder's differences wrap, and so do the sums.
            sum = unchecked(sum + WireFormat.UnZigZag(difference));
            target[i] = sum;
        }

        error = "";
        return true;
    }

    private static bool AreTimesInRange(ReadOnlySpan<long> times, out string error)
    {
        var at = times.IndexOfAnyExceptInRange(0, BatchLimits.TimeTicksMax);
        error = at < 0 ? "" : $"times[{at}] is {times[at]}, outside of years 1 to 9999";
        return at < 0;
    }

    private readonly bool TryReadValues(out string error)
    {
        var expected = batch.PlaceColumns();
        if (expected > BatchLimits.ValueCountMax)
        {
            error = $"values: the events have {expected} fields, at most {BatchLimits.ValueCountMax} allowed";
            return false;
        }

        if (!HasEntries(values, (int)expected, "values", out error))
        {
            return false;
        }

        var target = batch.StartValues((int)expected);
        var limit = (ulong)batch.StringCount;
        var position = 0;
        for (var i = 0; i < target.Length; i++)
        {
            if (!WireFormat.TryReadVarint(values, ref position, out var value))
            {
                return NotAVarint("values", i, out error);
            }

            if (value > limit)
            {
                error = $"values[{i}] is {value}, there are {limit} strings";
                return false;
            }

            target[i] = unchecked((int)value - 1);
        }

        return true;
    }

    private static bool HasEntries(ReadOnlySpan<byte> column, int expected, string name, out string error)
    {
        var count = WireFormat.CountVarints(column);
        error = count != expected ? $"{name}: {count} entries, {expected} expected"
            : column.Length != 0 && column[^1] >= 0x80 ? $"{name}: ends inside an entry"
            : "";
        return error.Length == 0;
    }

    private static bool NotAVarint(string name, int index, out string error)
    {
        error = $"{name}[{index}] has more than 64 bits";
        return false;
    }
}
