using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SecWatch.Protos.Batches;

namespace SecWatch.Server.Detect;

/// <summary>Writes an event as the JSON that is kept with an alert.</summary>
/// <remarks>
/// <c>{"provider":…,"channel":…,"eventId":…,"recordId":…,"computer":…,"source":…,"fields":[["Image","/bin/sh"],…]}</c>:
/// fields are pairs because a name may stand more than once. Long values are cut, and a mark at their end says so.
/// </remarks>
internal static class EventContent
{
    /// <summary>Characters of one value.</summary>
    public const int ValueCharactersMax = 8192;

    private const int ContentBytesMax = 64 * 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(DecodedBatch batch, int eventIndex)
    {
        var shape = batch.Shapes[batch.ShapeIndex(eventIndex)];
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("provider", shape.Provider);
            json.WriteString("channel", shape.Channel);
            json.WriteNumber("eventId", shape.EventId);
            json.WriteNumber("recordId", batch.RecordId(eventIndex));
            json.WriteString("computer", shape.Computer);
            json.WriteString("source", shape.Source);
            json.WriteStartArray("fields");
            for (var fieldIndex = 0; fieldIndex < shape.Fields.Length; fieldIndex++)
            {
                var stringIndex = batch.ValueIndex(eventIndex, fieldIndex);
                if (stringIndex >= 0 && json.BytesCommitted + json.BytesPending < ContentBytesMax)
                {
                    json.WriteStartArray();
                    json.WriteStringValue(shape.Fields[fieldIndex]);
                    json.WriteStringValue(Cut(batch.StringText(stringIndex)));
                    json.WriteEndArray();
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static string Cut(string value)
    {
        if (value.Length <= ValueCharactersMax)
        {
            return value;
        }

        // Half of a surrogate pair would not be text.
        var end = char.IsHighSurrogate(value[ValueCharactersMax - 1]) ? ValueCharactersMax - 1 : ValueCharactersMax;
        return value[..end] + "…";
    }
}
