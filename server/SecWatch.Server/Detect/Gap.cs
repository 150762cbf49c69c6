using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Detect;

/// <summary>A gap record of a device, as operators and owners see it.</summary>
internal sealed class Gap : ITenantOwned
{
    /// <summary>
    /// The reference of the event that reported it, or <c>server-…</c> where the server itself found it.
    /// </summary>
    public string Id { get; set; } = "";

    public TenantId TenantId { get; set; }

    public DeviceId DeviceId { get; set; }

    public string Source { get; set; } = "";

    public DateTimeOffset From { get; set; }

    public DateTimeOffset To { get; set; }

    public long Count { get; set; }

    /// <summary>Exact, AtMost or Unknown.</summary>
    public string CountKind { get; set; } = "";

    /// <summary>A name of GapReason.</summary>
    public string Reason { get; set; } = "";

    public string Detail { get; set; } = "";

    public DateTimeOffset ReportedAt { get; set; }
}
