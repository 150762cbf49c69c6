using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace SecWatch.Agent.Sources.Windows.EventLog;

/// <summary>A handle of the Windows Event Log.</summary>
[SupportedOSPlatform("windows")]
internal sealed class SafeEventLogHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle() => WevtNative.EvtClose(handle);
}
