using SecWatch.Protos.V1;

namespace SecWatch.Protos.Batches;

/// <summary>Builds one batch after the other from events given field by field.</summary>
public sealed class BatchEncoder
{
    /// <summary>Events added since the last <see cref="Finish"/>.</summary>
    public int EventCount { get; private set; }

    /// <summary>Bytes that the batch has now before compression, never less than the true size.</summary>
    public int EstimatedBytes { get; private set; }

    /// <summary>Whether one more event of that many fields and bytes of text still fits <see cref="BatchLimits"/>.</summary>
    public bool Fits(int fieldCount, int valueBytes) => throw new NotSupportedException($"{fieldCount} {valueBytes}");

    /// <summary>Starts an event; its values follow, one for each field of <paramref name="shape"/>, in order.</summary>
    public void BeginEvent(EventShape shape, long timeTicks, long recordId) => throw new NotSupportedException();

    /// <summary>The next field's value; may be empty. Bytes that are not UTF-8 are kept as they are.</summary>
    public void AddValue(ReadOnlySpan<byte> utf8) => throw new NotSupportedException();

    /// <summary>The next field is absent.</summary>
    public void AddAbsent() => throw new NotSupportedException();

    /// <summary>Ends the event.</summary>
    public void EndEvent() => throw new NotSupportedException();

    /// <summary>Takes the batch out and starts an empty one.</summary>
    public EncodedBatch Finish(Compression compression) => throw new NotSupportedException();
}
