using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Devices;

/// <summary>
/// An enrolled computer, as it is stored. What it says of itself is a claim and stands beside its identity.
/// </summary>
internal sealed class Device : ITenantOwned
{
    public DeviceId Id { get; set; }

    public TenantId TenantId { get; set; }

    public string HostName { get; set; } = "";

    public string OperatingSystem { get; set; } = "";

    public string AgentVersion { get; set; } = "";

    public DateTimeOffset EnrolledAt { get; set; }

    /// <summary>When a frame of it last came; null before the first stream.</summary>
    public DateTimeOffset? LastSeenAt { get; set; }

    /// <summary>Whether it said goodbye: silence is then expected.</summary>
    public bool SaidGoodbye { get; set; }

    /// <summary>Its clock minus ours, in milliseconds, as last measured.</summary>
    public long ClockSkewMilliseconds { get; set; }

    /// <summary>The last heartbeat as JSON, for showing; null before the first.</summary>
    public string? Heartbeat { get; set; }
}
