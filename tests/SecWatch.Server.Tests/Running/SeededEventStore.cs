using SecWatch.Protos.V1;
using SecWatch.Server.Api.Readers;
using SecWatch.Server.Events;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Tests.Running;

/// <summary>An event store in memory that is filled by hand and takes no batches.</summary>
internal sealed class SeededEventStore : IEventStore
{
    private readonly List<StoredEvent> events = [];

    public void Add(StoredEvent stored) => events.Add(stored);

    public ValueTask<AppendOutcome> AppendAsync(
        DeviceIdentity identity, Guid spoolId, SealedBatch batch, CancellationToken cancellationToken) =>
        ValueTask.FromResult(AppendOutcome.Unavailable);

    public ulong Mark(DeviceIdentity identity, Guid spoolId, Lane lane) => 0;

    public ValueTask SkipToAsync(
        DeviceIdentity identity, Guid spoolId, Lane lane, ulong sequence, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    public IReadOnlyList<StoredBatch> ReadAfter(BatchPosition position, int batchCountMax, long bytesMax) => [];

    public async ValueTask WaitForBatchAfterAsync(BatchPosition position, CancellationToken cancellationToken) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

    public IReadOnlyList<StoredEvent> Query(EventQuery query, CancellationToken cancellationToken) =>
        [.. events.Where(e => e.Tenant == query.Tenant
                && (query.Device is null || e.Device == query.Device)
                && (query.Lane is not { } lane || string.Equals(e.Lane, LaneText.Text(lane), StringComparison.Ordinal))
                && (query.From is null || e.Time >= query.From)
                && (query.To is null || e.Time < query.To)
                && (query.Source is null || string.Equals(e.Source, query.Source, StringComparison.Ordinal))
                && (query.Text is null || e.Fields.Any(
                    field => field.Value.Contains(query.Text, StringComparison.OrdinalIgnoreCase)))
                && (query.Before is not { } before || Order(e.Reference).CompareTo(Order(before)) < 0))
            .OrderByDescending(e => Order(e.Reference)).Take(query.Limit)];

    public StoredEvent? Find(TenantId tenant, EventReference reference) =>
        events.Find(e => e.Tenant == tenant && e.Reference == reference);

    public long CountEvents(TenantId tenant, DeviceId? device) => events.Count(e => e.Tenant == tenant);

    private static (BatchPosition, int) Order(EventReference reference) => (reference.Batch, reference.Index);
}
