using System.Globalization;
using SecWatch.Protos.AgentEvents;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;
using SecWatch.Server.Events;

namespace SecWatch.Server.Detect;

/// <summary>Turns the gap events of a batch into gap rows.</summary>
internal static class GapReader
{
    /// <summary>
    /// Adds a row for each gap event; one that cannot be read becomes a row that says so: no gap is lost.
    /// </summary>
    public static void Read(StoredBatch stored, DecodedBatch batch, DateTimeOffset now, List<Gap> gaps)
    {
        if (stored.Batch.Lane is not Lane.Critical)
        {
            return;
        }

        for (var index = 0; index < batch.EventCount; index++)
        {
            var shape = batch.Shapes[batch.ShapeIndex(index)];
            if (shape.EventId == AgentEvent.Gap
                && string.Equals(shape.Provider, AgentEvent.Provider, StringComparison.Ordinal))
            {
                gaps.Add(Project(stored, batch, index, now));
            }
        }
    }

    /// <summary>The row for a batch that the server cannot read.</summary>
    public static Gap Undecodable(StoredBatch stored, string error, DateTimeOffset now) => new()
    {
        Id = "server-" + stored.Position,
        TenantId = stored.Tenant,
        DeviceId = stored.Device,
        Source = "lane:" + stored.Batch.Lane.ToString().ToLowerInvariant(),
        From = Instant(stored.Batch.FirstTime),
        To = Instant(stored.Batch.LastTime),
        Count = stored.Batch.EventCount,
        CountKind = nameof(GapCount.AtMost),
        Reason = nameof(GapReason.BatchRefused),
        Detail = "The stored batch cannot be read for detection: " + error,
        ReportedAt = now,
    };

    private static Gap Project(StoredBatch stored, DecodedBatch batch, int index, DateTimeOffset now)
    {
        var row = new Gap
        {
            Id = new EventReference(stored.Position, index).ToString(),
            TenantId = stored.Tenant,
            DeviceId = stored.Device,
            ReportedAt = now,
        };
        if (!GapRecord.TryRead(
            name => batch.TryGetValue(index, name, out var at) ? batch.StringText(at)
                : null, out var gap, out var error))
        {
            row.From = row.To = Instant(batch.TimeTicks(index));
            row.CountKind = nameof(GapCount.Unknown);
            row.Reason = nameof(GapReason.Unknown);
            row.Detail = "The agent reported a gap that cannot be read: " + error;
            return row;
        }

        row.Source = gap.Source;
        row.From = gap.From;
        row.To = gap.To;
        row.Count = gap.Count;
        row.CountKind = gap.CountKind.ToString();
        row.Reason = gap.Reason.ToString();
        row.Detail = gap.FirstRecordId == 0 && gap.LastRecordId == 0
            ? gap.Detail
            : string.Create(
                CultureInfo.InvariantCulture, $"{gap.Detail} (records {gap.FirstRecordId} to {gap.LastRecordId})");
        return row;
    }

    private static DateTimeOffset Instant(long ticks) =>
        new(Math.Clamp(ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);
}
