using SecWatch.Detection.Language;
using SecWatch.Detection.LogSources;
using SecWatch.Protos.Batches;

namespace SecWatch.Detection.Engine;

/// <summary>Gives the value of an event's field under the name that rules use for it.</summary>
public static class EventFields
{
    /// <returns>The first value, or null where the event has no such field.</returns>
    public static string? Find(DecodedBatch batch, int eventIndex, string field)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(field);

        var shape = batch.Shapes[batch.ShapeIndex(eventIndex)];
        if (FindExact(batch, eventIndex, shape, field) is { } value)
        {
            return value;
        }

        foreach (var source in LogSourceTable.Find(shape))
        {
            if (source.Fields.TryGetValue(field, out var renamed)
                && FindExact(batch, eventIndex, shape, renamed) is { } other)
            {
                return other;
            }
        }

        return null;
    }

    private static string? FindExact(DecodedBatch batch, int eventIndex, EventShape shape, string field)
    {
        for (var fieldIndex = 0; fieldIndex < shape.Fields.Length; fieldIndex++)
        {
            var stringIndex = batch.ValueIndex(eventIndex, fieldIndex);
            if (stringIndex >= 0
                && string.Equals(FieldKey.WithoutSpaces(shape.Fields[fieldIndex]), field, StringComparison.Ordinal))
            {
                return batch.StringText(stringIndex);
            }
        }

        return null;
    }
}
