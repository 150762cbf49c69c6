namespace SecWatch.Protos.Batches;

/// <summary>The events of a batch, read in place: strings stay bytes until somebody asks for text.</summary>
public sealed class DecodedBatch
{
    public int EventCount => throw new NotSupportedException();

    public int StringCount => throw new NotSupportedException();

    public ReadOnlySpan<EventShape> Shapes => throw new NotSupportedException();

    /// <summary>Index into <see cref="Shapes"/>.</summary>
    public int ShapeIndex(int eventIndex) => throw new NotSupportedException();

    /// <summary>Ticks since 0001-01-01T00:00:00Z.</summary>
    public long TimeTicks(int eventIndex) => throw new NotSupportedException();

    public long RecordId(int eventIndex) => throw new NotSupportedException();

    /// <summary>Index of the string that is the value of the field, or -1 where the field is absent.</summary>
    /// <param name="eventIndex">Event in the batch.</param>
    /// <param name="fieldIndex">Field in the event's shape.</param>
    public int ValueIndex(int eventIndex, int fieldIndex) => throw new NotSupportedException();

    /// <summary>The bytes of a string, UTF-8 as the source gave it.</summary>
    public ReadOnlySpan<byte> StringUtf8(int stringIndex) => throw new NotSupportedException();

    /// <summary>The string as text, made once and kept; bytes that are not UTF-8 become U+FFFD.</summary>
    public string StringText(int stringIndex) => throw new NotSupportedException();
}
