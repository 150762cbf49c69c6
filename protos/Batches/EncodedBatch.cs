using SecWatch.Protos.V1;

namespace SecWatch.Protos.Batches;

/// <summary>A batch after encoding and compression, before it has a place in a spool.</summary>
/// <param name="EventCount">Events in it; at least 1.</param>
/// <param name="Compression">How <paramref name="Payload"/> is compressed.</param>
/// <param name="UncompressedBytes">Size before compression.</param>
/// <param name="FirstTime">Smallest time of an event, in ticks since 0001-01-01T00:00:00Z.</param>
/// <param name="LastTime">Largest time of an event, in ticks.</param>
/// <param name="Payload">The compressed message; owned by the receiver.</param>
public sealed record EncodedBatch(
    int EventCount, Compression Compression, int UncompressedBytes, long FirstTime, long LastTime, byte[] Payload);
