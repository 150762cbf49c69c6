using SecWatch.Protos.V1;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Events;

/// <summary>A batch as the store keeps it: the agent's bytes, and what the server knows of them.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="Tenant">From the certificate.</param>
/// <param name="Device">From the certificate.</param>
/// <param name="ReceivedAt">The server's clock when it came.</param>
/// <param name="SpoolId">The agent's spool.</param>
/// <param name="Batch">As it was sealed.</param>
internal sealed record StoredBatch(
    BatchPosition Position, TenantId Tenant, DeviceId Device, DateTimeOffset ReceivedAt, Guid SpoolId,
        SealedBatch Batch);
