namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>What is known about one live process.</summary>
internal sealed class ProcessEntry
{
    public required ProcessIdentity Self { get; set; }

    public ProcessIdentity? Parent { get; set; }

    public int ParentProcessId { get; set; }

    public long StartTicks { get; set; }

    /// <summary>It runs a program that it started itself, not the copy of its parent.</summary>
    public bool Executed { get; set; }

    /// <summary>The kernel's clock when a scan reported the start; the notification of that start may still
    /// come.</summary>
    public ulong ReportedByScanNs { get; set; }
}
