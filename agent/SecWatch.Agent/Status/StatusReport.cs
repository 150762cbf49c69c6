namespace SecWatch.Agent.Status;

/// <summary>What <c>secwatch-agent status</c> shows; with <c>--json</c> in this form.</summary>
internal sealed class StatusReport
{
    /// <summary>Whether an agent answered; otherwise only the spool's content and the enrolment are known.</summary>
    public bool Running { get; set; }

    public string Version { get; set; } = "";

    public int ProcessId { get; set; }

    public DateTimeOffset? Started { get; set; }

    public string Server { get; set; } = "";

    public string DeviceId { get; set; } = "";

    public string Tenant { get; set; } = "";

    public string Connection { get; set; } = "";

    public string Problem { get; set; } = "";

    public DateTimeOffset? LastAck { get; set; }

    public double? ClockSkewSeconds { get; set; }

    public DateTimeOffset? CertificateExpires { get; set; }

    /// <summary><c>healthy</c>, <c>disk full</c>, <c>write failing</c>, <c>unreadable</c>.</summary>
    public string Spool { get; set; } = "";

    public List<LaneReport> Lanes { get; set; } = [];

    public List<SourceReport> Sources { get; set; } = [];

    public ulong ResidentBytes { get; set; }

    public ulong PrivateBytes { get; set; }

    public ulong CpuMilliseconds { get; set; }
}
