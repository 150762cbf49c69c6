namespace SecWatch.Server.Api.Contracts;

/// <summary>Something that an operator should judge.</summary>
internal sealed record AlertResponse(
    Guid Id,
    Guid TenantId,
    string TenantName,
    Guid DeviceId,
    string HostName,
    string RuleId,
    string RuleTitle,
    string RuleAuthor,
    string Level,
    string GroupingKey,
    string State,
    long EventCount,
    DateTimeOffset FirstEventAt,
    DateTimeOffset LastEventAt,
    DateTimeOffset RaisedAt,
    DateTimeOffset? AcknowledgedAt,
    DateTimeOffset? ClosedAt,
    string ChangedBy);
