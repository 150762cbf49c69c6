namespace SecWatch.Protos.Batches;

/// <summary>What many events share: their source, provider, channel, event id, computer and field names.</summary>
/// <remarks>
/// The in-memory form of the wire message <see cref="V1.Shape"/>. Immutable, compared by content. Sources keep the
/// shapes that they use and pass the same object again, so that an encoder finds it by reference.
/// </remarks>
public sealed class EventShape : IEquatable<EventShape>
{
    private readonly string[] fields;
    private readonly int hash;

    /// <param name="source">The agent's source id, for example <c>process</c> or <c>log:auth</c>.</param>
    /// <param name="provider">Who wrote the event: a Windows provider, or one of <c>SecWatch-*</c>.</param>
    /// <param name="channel">The Windows channel or the name of the log.</param>
    /// <param name="eventId">The provider's event id, 0 where there is none. Not negative.</param>
    /// <param name="computer">The computer that the event names itself: a claim.</param>
    /// <param name="fields">Sigma field names; one that stands more than once has several values.</param>
    public EventShape(
        string source, string provider, string channel, int eventId, string computer, ReadOnlySpan<string> fields)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(eventId);
        Source = source;
        Provider = provider;
        Channel = channel;
        EventId = eventId;
        Computer = computer;
        this.fields = fields.ToArray();

        var code = default(HashCode);
        code.Add(source, StringComparer.Ordinal);
        code.Add(provider, StringComparer.Ordinal);
        code.Add(channel, StringComparer.Ordinal);
        code.Add(eventId);
        code.Add(computer, StringComparer.Ordinal);
        foreach (var field in fields)
        {
            code.Add(field, StringComparer.Ordinal);
        }

        hash = code.ToHashCode();
        EncodedBytes = ShapeWire.Size(this);
    }

    public string Source { get; }

    public string Provider { get; }

    public string Channel { get; }

    public int EventId { get; }

    public string Computer { get; }

    public ReadOnlySpan<string> Fields => fields;

    /// <summary>Bytes of the shape's message on the wire.</summary>
    public int EncodedBytes { get; }

    /// <summary>
    /// Whether an encoder takes it. A source that makes shapes from what somebody else named must ask, and cut.
    /// </summary>
    public bool IsWithinLimits =>
        fields.Length <= BatchLimits.FieldCountMax && EncodedBytes <= BatchLimits.ShapeBytesMax;

    public bool Equals(EventShape? other) =>
        ReferenceEquals(this, other) ||
        (other is not null && hash == other.hash && EventId == other.EventId
            && string.Equals(Source, other.Source, StringComparison.Ordinal)
            && string.Equals(Provider, other.Provider, StringComparison.Ordinal)
            && string.Equals(Channel, other.Channel, StringComparison.Ordinal)
            && string.Equals(Computer, other.Computer, StringComparison.Ordinal)
            && fields.AsSpan().SequenceEqual(other.fields));

    public override bool Equals(object? obj) => Equals(obj as EventShape);

    public override int GetHashCode() => hash;
}
