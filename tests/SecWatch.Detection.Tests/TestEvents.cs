using System.Text;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Detection.Tests;

/// <summary>
/// Builds batches by the product's own encoder, from fields given as name and value; a null value is absent.
/// </summary>
internal static class TestEvents
{
    public static EventShape Shape(string provider, string channel, int eventId, params string[] fields) =>
        new("test", provider, channel, eventId, "PC-1", fields);

    public static (EventShape Shape, string?[] Values) Event(
        string provider, string channel, int eventId, params (string Name, string? Value)[] fields) =>
        (Shape(provider, channel, eventId, [.. fields.Select(field => field.Name)]), [.. fields.Select(f => f.Value)]);

    /// <summary>A process start on Linux.</summary>
    public static (EventShape Shape, string?[] Values) Process(params (string Name, string? Value)[] fields) =>
        Event("SecWatch-Process", "", 1, fields);

    public static EncodedBatch Encode(params (EventShape Shape, string?[] Values)[] events)
    {
        var encoder = new BatchEncoder();
        for (var index = 0; index < events.Length; index++)
        {
            var (shape, values) = events[index];
            encoder.BeginEvent(shape, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddSeconds(index).Ticks,
                index);
            foreach (var value in values)
            {
                if (value is null)
                {
                    encoder.AddAbsent();
                }
                else
                {
                    encoder.AddValue(Encoding.UTF8.GetBytes(value));
                }
            }

            encoder.EndEvent();
        }

        return encoder.Finish(Compression.None);
    }

    public static DecodedBatch Batch(params (EventShape Shape, string?[] Values)[] events)
    {
        var encoded = Encode(events);
        return BatchDecoder.TryDecode(
            encoded.Compression, encoded.UncompressedBytes, encoded.Payload, out var batch, out var error)
            ? batch
            : throw new InvalidOperationException(error);
    }
}
