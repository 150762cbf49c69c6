using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;
using SecWatch.Server.Events;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Tests.Detect;

/// <summary>An event store in memory, for readers: tests put batches in, and damage them if they want.</summary>
internal sealed class MemoryEventStore : IEventStore
{
    private const int Day = 739_000;

    private readonly List<StoredBatch> batches = [];
    private TaskCompletionSource arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public BatchPosition Add(DeviceIdentity identity, EncodedBatch encoded, Lane lane, bool isDamaged)
    {
        lock (batches)
        {
            var sealedBatch = BatchSeal.Seal(encoded, lane, (ulong)batches.Count + 1);
            if (isDamaged)
            {
                sealedBatch.Payload = Google.Protobuf.ByteString.CopyFrom([1, 2, 3]);
            }

            var position = new BatchPosition(Day, batches.Count + 1);
            batches.Add(new StoredBatch(
                position, identity.Tenant, identity.Device, DateTimeOffset.UnixEpoch, Guid.Empty, sealedBatch));
            arrival.TrySetResult();
            arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return position;
        }
    }

    public IReadOnlyList<StoredBatch> ReadAfter(BatchPosition position, int batchCountMax, long bytesMax)
    {
        lock (batches)
        {
            return [.. batches.Where(batch => batch.Position > position).Take(batchCountMax)];
        }
    }

    public ValueTask WaitForBatchAfterAsync(BatchPosition position, CancellationToken cancellationToken)
    {
        lock (batches)
        {
            return batches.Exists(batch => batch.Position > position)
                ? ValueTask.CompletedTask
                : new ValueTask(arrival.Task.WaitAsync(cancellationToken));
        }
    }

    public ValueTask<AppendOutcome> AppendAsync(
        DeviceIdentity identity, Guid spoolId, SealedBatch batch, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ulong Mark(DeviceIdentity identity, Guid spoolId, Lane lane) => throw new NotSupportedException();

    public ValueTask SkipToAsync(
        DeviceIdentity identity, Guid spoolId, Lane lane, ulong sequence, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public IReadOnlyList<StoredEvent> Query(EventQuery query, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public StoredEvent? Find(TenantId tenant, EventReference reference) => throw new NotSupportedException();

    public long CountEvents(TenantId tenant, DeviceId? device) => throw new NotSupportedException();
}
