using System.ComponentModel.DataAnnotations;

namespace SecWatch.Agent.Sources.Windows.EventLog;

/// <summary>Which Windows event logs the agent reads, and how.</summary>
internal sealed class WindowsEventLogOptions
{
    public bool Enabled { get; set; } = true;

    /// <summary>The channels to read.</summary>
    public List<string> Channels { get; set; } =
    [
        "Security",
        "System",
        "Application",
        "Windows PowerShell",
        "Microsoft-Windows-PowerShell/Operational",
        "Microsoft-Windows-Windows Defender/Operational",
        "Microsoft-Windows-Sysmon/Operational",
        "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
        "Microsoft-Windows-TerminalServices-RDPClient/Operational",
        "Microsoft-Windows-TaskScheduler/Operational",
        "Microsoft-Windows-WMI-Activity/Operational",
        "Microsoft-Windows-Bits-Client/Operational",
        "Microsoft-Windows-Windows Firewall With Advanced Security/Firewall",
        "Microsoft-Windows-CodeIntegrity/Operational",
        "Microsoft-Windows-AppLocker/EXE and DLL",
        "Microsoft-Windows-AppLocker/MSI and Script",
    ];

    /// <summary>Channels among them that a computer may well not have; their absence is no trouble.</summary>
    public List<string> OptionalChannels { get; set; } =
    [
        "Microsoft-Windows-Sysmon/Operational",
        "Microsoft-Windows-Windows Defender/Operational",
        "Microsoft-Windows-AppLocker/EXE and DLL",
        "Microsoft-Windows-AppLocker/MSI and Script",
    ];

    /// <summary>Whether a channel that is read for the first time is read from its oldest event on.</summary>
    public bool ReadExisting { get; set; } = true;

    /// <summary>Events taken from a channel before the next one has its turn.</summary>
    [Range(1, 1_024)]
    public int EventsPerTurn { get; set; } = 64;

    /// <summary>How often a channel is asked although it gave no signal, and its silence is checked.</summary>
    [Range(1, 3_600)]
    public int PollSeconds { get; set; } = 15;

    /// <summary>How long to wait before a channel that cannot be read is tried again.</summary>
    [Range(1, 86_400)]
    public int RetrySeconds { get; set; } = 60;
}
