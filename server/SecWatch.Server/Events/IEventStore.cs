using SecWatch.Protos.V1;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Events;

/// <summary>Keeps batches in the order in which they came, exactly once, and gives them back.</summary>
internal interface IEventStore
{
    /// <summary>
    /// Stores a verified batch and moves the device's mark in one durable transaction, with others (group commit).
    /// </summary>
    ValueTask<AppendOutcome> AppendAsync(
        DeviceIdentity identity, Guid spoolId, SealedBatch batch, CancellationToken cancellationToken);

    /// <summary>The last durable sequence of a lane, 0 where there is none.</summary>
    ulong Mark(DeviceIdentity identity, Guid spoolId, Lane lane);

    /// <summary>Moves a mark forward past batches that the agent no longer has. The caller reports the gap.</summary>
    ValueTask SkipToAsync(
        DeviceIdentity identity, Guid spoolId, Lane lane, ulong sequence, CancellationToken cancellationToken);

    /// <summary>The batches after a position, oldest first, over all tenants: for the server's own workers.</summary>
    IReadOnlyList<StoredBatch> ReadAfter(BatchPosition position, int batchCountMax, long bytesMax);

    /// <summary>Ends when there is a batch after the position.</summary>
    ValueTask WaitForBatchAfterAsync(BatchPosition position, CancellationToken cancellationToken);

    /// <summary>Events of one tenant, newest first.</summary>
    IReadOnlyList<StoredEvent> Query(EventQuery query, CancellationToken cancellationToken);

    /// <returns>The event, or null where it is not the tenant's or retention took it.</returns>
    StoredEvent? Find(TenantId tenant, EventReference reference);

    /// <summary>Events and batches stored for a tenant and device, for counting.</summary>
    long CountEvents(TenantId tenant, DeviceId? device);
}
