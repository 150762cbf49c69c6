using SecWatch.Protos.Batches;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Events;

/// <summary>Finds events: the index names the batches that may hold them, and only those are taken apart.</summary>
internal sealed class EventSearch(DayFiles files, int batchesMax)
{
    private const int LimitMax = 1_000;

    /// <summary>
    /// Events in the order of storage, newest first. Ends early when it has taken apart as many batches as allowed.
    /// </summary>
    public IReadOnlyList<StoredEvent> Query(EventQuery query, CancellationToken cancellationToken)
    {
        if (query.Limit is < 1 or > LimitMax)
        {
            throw new ArgumentOutOfRangeException(nameof(query), query.Limit, $"The limit is 1 to {LimitMax}.");
        }

        var events = new List<StoredEvent>();
        var batchesLeft = batchesMax;
        foreach (var day in files.Days.Reverse())
        {
            if (query.Before is { } before && day > before.Batch.Day)
            {
                continue;
            }

            var rowMax = day == query.Before?.Batch.Day ? query.Before.Value.Batch.Row : long.MaxValue;
            using var index = DayFileReader.Open(files.PathOf(day));
            using var batches = DayFileReader.Open(files.PathOf(day));
            foreach (var row in index.Candidates(query, rowMax))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (events.Count >= query.Limit || batchesLeft-- <= 0)
                {
                    return events;
                }

                if (batches.Find(day, row, query.Tenant) is { } batch)
                {
                    AddMatches(query, batch, events);
                }
            }
        }

        return events;
    }

    public StoredEvent? Find(TenantId tenant, EventReference reference)
    {
        if (!files.Days.Contains(reference.Batch.Day))
        {
            return null;
        }

        using var reader = DayFileReader.Open(files.PathOf(reference.Batch.Day));
        var batch = reader.Find(reference.Batch.Day, reference.Batch.Row, tenant);
        return batch is not null && TryDecode(batch, out var decoded)
            && reference.Index >= 0 && reference.Index < decoded.EventCount
                ? Event(batch, decoded, reference.Index)
                : null;
    }

    private static void AddMatches(EventQuery query, StoredBatch batch, List<StoredEvent> events)
    {
        if (!TryDecode(batch, out var decoded))
        {
            return;
        }

        var matching = MatchingStrings(decoded, query.Text);
        if (query.Text is not null && !matching.Contains(true))
        {
            return;
        }

        var from = query.From?.UtcTicks ?? long.MinValue;
        var to = query.To?.UtcTicks ?? long.MaxValue;
        var last = query.Before is { } before && before.Batch == batch.Position
            ? Math.Min(before.Index, decoded.EventCount) - 1
            : decoded.EventCount - 1;
        for (var i = last; i >= 0 && events.Count < query.Limit; i--)
        {
            var ticks = decoded.TimeTicks(i);
            var shape = decoded.Shapes[decoded.ShapeIndex(i)];
            if (ticks >= from && ticks < to
                && (query.Source is null || string.Equals(shape.Source, query.Source, StringComparison.Ordinal))
                && (query.Text is null || HasMatch(decoded, i, shape, matching)))
            {
                events.Add(Event(batch, decoded, i));
            }
        }
    }

    // Each distinct string of the batch is looked at once, however many events hold it.
    private static bool[] MatchingStrings(DecodedBatch decoded, string? text)
    {
        if (text is null)
        {
            return [];
        }

        var matching = new bool[decoded.StringCount];
        for (var i = 0; i < matching.Length; i++)
        {
            matching[i] = decoded.StringText(i).Contains(text, StringComparison.OrdinalIgnoreCase);
        }

        return matching;
    }

    private static bool HasMatch(DecodedBatch decoded, int index, EventShape shape, bool[] matching)
    {
        for (var field = 0; field < shape.Fields.Length; field++)
        {
            if (decoded.ValueIndex(index, field) is >= 0 and var value && matching[value])
            {
                return true;
            }
        }

        return false;
    }

    private static StoredEvent Event(StoredBatch batch, DecodedBatch decoded, int index)
    {
        var shape = decoded.Shapes[decoded.ShapeIndex(index)];
        var fields = new List<KeyValuePair<string, string>>();
        for (var field = 0; field < shape.Fields.Length; field++)
        {
            if (decoded.ValueIndex(index, field) is >= 0 and var value)
            {
                fields.Add(new KeyValuePair<string, string>(shape.Fields[field], decoded.StringText(value)));
            }
        }

        return new StoredEvent(
            new EventReference(batch.Position, index),
            batch.Tenant,
            batch.Device,
            EventTime.FromTicks(decoded.TimeTicks(index)),
            batch.ReceivedAt,
            LaneName.Of(batch.Batch.Lane),
            shape.Source,
            shape.Provider,
            shape.Channel,
            shape.EventId,
            decoded.RecordId(index),
            shape.Computer,
            fields);
    }

    private static bool TryDecode(StoredBatch batch, out DecodedBatch decoded) => BatchDecoder.TryDecode(
        batch.Batch.Compression, (int)batch.Batch.UncompressedBytes, batch.Batch.Payload.Span, out decoded, out _);
}
