namespace SecWatch.Server.Api.Contracts;

/// <summary>Says that events of a source are missing.</summary>
internal sealed record GapResponse(
    string Id,
    Guid TenantId,
    string TenantName,
    Guid DeviceId,
    string HostName,
    string Source,
    DateTimeOffset From,
    DateTimeOffset To,
    long Count,
    string CountKind,
    string Reason,
    string Detail,
    DateTimeOffset ReportedAt);
