using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Alerts;

/// <summary>
/// An event that is attached to an alert. The first 100 of an alert are kept by name; the rest are counted.
/// </summary>
internal sealed class AlertEvent : ITenantOwned
{
    public Guid AlertId { get; set; }

    /// <summary>An event reference, <c>day-row-index</c>.</summary>
    public string Reference { get; set; } = "";

    public TenantId TenantId { get; set; }

    public DateTimeOffset Time { get; set; }

    /// <summary>
    /// The event as JSON (field names and values), kept with the alert after retention took the event.
    /// </summary>
    public string Content { get; set; } = "";
}
