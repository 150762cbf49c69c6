namespace SecWatch.Agent.Control;

/// <summary>The settings under <c>sources.windowsEventLog</c>.</summary>
internal sealed class WindowsEventLogSettings
{
    public bool Enabled { get; set; } = true;

    public List<string> Channels { get; set; } =
    [
        "Security", "System", "Application", "Microsoft-Windows-Sysmon/Operational",
        "Microsoft-Windows-PowerShell/Operational", "Microsoft-Windows-Windows Defender/Operational",
        "Microsoft-Windows-TaskScheduler/Operational",
        "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
    ];
}
