namespace SecWatch.Detection.LogSources;

/// <summary>The log sources of the Windows event log, by channel and event id.</summary>
internal static class WindowsLogSources
{
    private const string Security = "Security";
    private const string Sysmon = "Microsoft-Windows-Sysmon/Operational";
    private const string Defender = "Microsoft-Windows-Windows Defender/Operational";
    private const string ClassicPowerShell = "Windows PowerShell";

    private static readonly string[] PowerShell =
        ["Microsoft-Windows-PowerShell/Operational", "PowerShellCore/Operational"];

    /// <summary>Category, Sysmon's event id.</summary>
    private static readonly (string Category, int EventId)[] SysmonCategories =
    [
        ("process_creation", 1), ("file_change", 2), ("network_connection", 3), ("sysmon_status", 4),
        ("process_termination", 5), ("driver_load", 6), ("image_load", 7), ("create_remote_thread", 8),
        ("raw_access_thread", 9), ("process_access", 10), ("file_event", 11), ("registry_event", 12),
        ("registry_event", 13), ("registry_set", 13), ("registry_event", 14), ("registry_rename", 14),
        ("create_stream_hash", 15), ("sysmon_status", 16), ("pipe_created", 17), ("pipe_created", 18),
        ("wmi_event", 19), ("wmi_event", 20), ("wmi_event", 21), ("dns_query", 22), ("file_delete", 23),
        ("clipboard_capture", 24), ("clipboard_change", 24), ("process_tampering", 25), ("file_delete_detected", 26),
        ("file_block_executable", 27), ("file_block_shredding", 28), ("file_executable_detected", 29),
        ("sysmon_error", 255),
    ];

    /// <summary>Service, its channel.</summary>
    private static readonly (string Service, string Channel)[] Services =
    [
        ("security", Security), ("system", "System"), ("application", "Application"), ("sysmon", Sysmon),
        ("powershell", PowerShell[0]), ("powershell", PowerShell[1]), ("powershell-classic", ClassicPowerShell),
        ("windefend", Defender), ("ntlm", "Microsoft-Windows-NTLM/Operational"),
        ("taskscheduler", "Microsoft-Windows-TaskScheduler/Operational"),
        ("wmi", "Microsoft-Windows-WMI-Activity/Operational"), ("dhcp", "Microsoft-Windows-DHCP-Server/Operational"),
        ("printservice-admin", "Microsoft-Windows-PrintService/Admin"),
        ("printservice-operational", "Microsoft-Windows-PrintService/Operational"),
        ("smbclient-security", "Microsoft-Windows-SmbClient/Security"),
        ("smbclient-connectivity", "Microsoft-Windows-SmbClient/Connectivity"),
        ("smbserver-connectivity", "Microsoft-Windows-SMBServer/Connectivity"),
        ("terminalservices-localsessionmanager", "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational"),
        ("codeintegrity-operational", "Microsoft-Windows-CodeIntegrity/Operational"),
        ("applocker", "Microsoft-Windows-AppLocker/MSI and Script"),
        ("applocker", "Microsoft-Windows-AppLocker/EXE and DLL"),
        ("applocker", "Microsoft-Windows-AppLocker/Packaged app-Deployment"),
        ("applocker", "Microsoft-Windows-AppLocker/Packaged app-Execution"),
        ("msexchange-management", "MSExchange Management"),
            ("bits-client", "Microsoft-Windows-Bits-Client/Operational"),
        ("firewall-as", "Microsoft-Windows-Windows Firewall With Advanced Security/Firewall"),
        ("security-mitigations", "Microsoft-Windows-Security-Mitigations/Kernel Mode"),
        ("security-mitigations", "Microsoft-Windows-Security-Mitigations/User Mode"),
        ("diagnosis-scripted", "Microsoft-Windows-Diagnosis-Scripted/Operational"),
        ("shell-core", "Microsoft-Windows-Shell-Core/Operational"), ("openssh", "OpenSSH/Operational"),
        ("ldap", "Microsoft-Windows-LDAP-Client/Debug"),
            ("bitlocker", "Microsoft-Windows-BitLocker/BitLocker Management"),
        ("vhdmp", "Microsoft-Windows-VHDMP/Operational"), ("lsa-server", "Microsoft-Windows-LSA/Operational"),
        ("appxdeployment-server", "Microsoft-Windows-AppXDeploymentServer/Operational"),
        ("appxpackaging-om", "Microsoft-Windows-AppxPackaging/Operational"),
        ("dns-client", "Microsoft-Windows-DNS Client Events/Operational"),
        ("appmodel-runtime", "Microsoft-Windows-AppModel-Runtime/Admin"),
        ("capi2", "Microsoft-Windows-CAPI2/Operational"),
        ("certificateservicesclient-lifecycle-system",
            "Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational"),
        ("kernel-shimengine", "Microsoft-Windows-Kernel-ShimEngine/Operational"),
        ("kernel-shimengine", "Microsoft-Windows-Kernel-ShimEngine/Diagnostic"),
        ("application-experience", "Microsoft-Windows-Application-Experience/Program-Telemetry"),
        ("application-experience", "Microsoft-Windows-Application-Experience/Program-Compatibility-Assistant"),
        ("ntfs", "Microsoft-Windows-Ntfs/Operational"), ("hyper-v-worker", "Microsoft-Windows-Hyper-V-Worker"),
        ("kernel-event-tracing", "Microsoft-Windows-Kernel-EventTracing"),
        ("sense", "Microsoft-Windows-SENSE/Operational"),
        ("servicebus-client", "Microsoft-ServiceBus-Client/Admin"),
        ("servicebus-client", "Microsoft-ServiceBus-Client/Operational"),
        ("iis-configuration", "Microsoft-IIS-Configuration/Operational"),
    ];

    public static IEnumerable<LogSource> Rows { get; } =
    [
        .. Services.Select(pair => new LogSource(null, [pair.Channel], [], "windows", "", pair.Service)),
        .. SysmonCategories.Select(pair => new LogSource(
            null, [Sysmon], [pair.EventId], "windows", pair.Category, "sysmon")),
        new(null, [Sysmon], [12], "windows", "registry_add", "sysmon") { Guard = ("EventType", ["CreateKey"]) },
        new(null, [Sysmon], [12], "windows", "registry_delete", "sysmon")
        {
            Guard = ("EventType", ["DeleteKey", "DeleteValue"]),
        },
        new(null, [Security], [4688], "windows", "process_creation", "security")
        {
            Fields = Renamed(
                ("Image", "NewProcessName"), ("ParentImage", "ParentProcessName"), ("User", "SubjectUserName"),
                ("LogonId", "SubjectLogonId")),
        },
        new(null, [Security], [4689], "windows", "process_termination", "security")
        {
            Fields = Renamed(("Image", "ProcessName")),
        },
        new(null, PowerShell, [4103], "windows", "ps_module", "powershell"),
        new(null, PowerShell, [4104], "windows", "ps_script", "powershell"),
        new(null, [ClassicPowerShell], [400], "windows", "ps_classic_start", "powershell-classic"),
        new(null, [ClassicPowerShell], [600], "windows", "ps_classic_provider_start", "powershell-classic"),
        new(null, [ClassicPowerShell], [800], "windows", "ps_classic_script", "powershell-classic"),
        new(null, [Defender], [1006, 1007, 1008, 1009, 1010, 1011, 1012, 1017, 1018, 1019, 1115, 1116], "windows",
            "antivirus", "windefend")
        {
            Fields = Renamed(("Signature", "ThreatName"), ("Filename", "Path")),
        },

        // Last, for rules that name the product alone: every other channel.
        new(null, [], [], "windows", "", ""),
    ];

    private static Dictionary<string, string> Renamed(params ReadOnlySpan<(string Rule, string Event)> pairs)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (rule, @event) in pairs)
        {
            fields.Add(rule, @event);
        }

        return fields;
    }
}
