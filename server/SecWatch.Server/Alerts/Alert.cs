using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Alerts;

/// <summary>Something that an operator should judge: hits of one rule on one device that belong together.</summary>
internal sealed class Alert : ITenantOwned
{
    /// <summary>Derived from what raised it, so that raising it again changes nothing.</summary>
    public Guid Id { get; set; }

    public TenantId TenantId { get; set; }

    public DeviceId DeviceId { get; set; }

    public string RuleId { get; set; } = "";

    public string RuleTitle { get; set; } = "";

    public string RuleAuthor { get; set; } = "";

    /// <summary>Sigma's level: informational, low, medium, high or critical.</summary>
    public string Level { get; set; } = "";

    /// <summary>The values that hold the hits together, as the rule's grouping names them.</summary>
    public string GroupingKey { get; set; } = "";

    public AlertState State { get; set; }

    /// <summary>Hits so far. Each event counts once.</summary>
    public long EventCount { get; set; }

    public DateTimeOffset FirstEventAt { get; set; }

    public DateTimeOffset LastEventAt { get; set; }

    public DateTimeOffset RaisedAt { get; set; }

    public DateTimeOffset? AcknowledgedAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>Who acknowledged or closed it last; empty before.</summary>
    public string ChangedBy { get; set; } = "";
}
