using System.Collections.Frozen;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Sources.Windows;

/// <summary>The lane in which the events of a Windows channel travel.</summary>
internal static class ChannelLanes
{
    private static readonly FrozenSet<string> SecurityChannels = FrozenSet.ToFrozenSet(
        [
            "Security",
            "Windows PowerShell",
            "Microsoft-Windows-PowerShell/Operational",
            "PowerShellCore/Operational",
            "Microsoft-Windows-Sysmon/Operational",
            "Microsoft-Windows-Windows Defender/Operational",
        ],
        StringComparer.OrdinalIgnoreCase);

    public static Lane Of(string channel) => SecurityChannels.Contains(channel) ? Lane.Security : Lane.Bulk;
}
