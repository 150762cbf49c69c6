using SecWatch.Protos.AgentEvents;

namespace SecWatch.Detection.LogSources;

/// <summary>The log sources of what the agent itself observes and of the log files that it follows.</summary>
internal static class AgentLogSources
{
    private const int Start = 1;
    private const int Changed = 2;
    private const int Exit = 5;
    private const int Created = 11;
    private const int Deleted = 23;
    private const int Renamed = 26;
    private const int AttributesChanged = 27;

    /// <summary>The channel of observations on a Windows computer.</summary>
    private static readonly string[] Windows = ["Windows", "SecWatch/Windows"];

    public static IEnumerable<LogSource> Rows { get; } =
    [
        .. Observed("windows", Windows, []),
        .. Observed("linux", [], Windows),
        Log("auth", "auth", "auth.log", "secure"),
        Log("sshd", "auth", "auth.log", "secure", "sshd"),
        Log("sudo", "auth", "auth.log", "secure"),
        Log("syslog", "syslog", "messages", "journal"),
        Log("sshd", "syslog", "messages", "journal"),
        Log("cron", "syslog", "messages", "journal", "cron"),
        Log("auditd", "auditd", "audit", "audit.log"),
        Log("vsftpd", "vsftpd"),
        Log("clamav", "clamav"),
        Log("guacamole", "guacamole"),
        Log("modsecurity", "modsecurity"),
        Web("apache", "apache", "apache2", "httpd"),
        Web("nginx", "nginx"),

        // Last, for rules that name the product alone, or "linux" for a log that has no line of its own.
        new(AgentEvent.LogProvider, [], [], "linux", "", ""),
    ];

    /// <summary>
    /// Writing into a file makes it what it is now, however it was done: a new file, a change in place, or the common
    /// way of writing beside it and renaming. So all three are Sigma's <c>file_event</c>.
    /// </summary>
    private static LogSource[] Observed(string product, string[] channels, string[] exceptChannels) =>
    [
        new(AgentEvent.ProcessProvider, channels, [Start], product, "process_creation",
            "") { ExceptChannels = exceptChannels },
        new(AgentEvent.ProcessProvider, channels, [Exit], product, "process_termination",
            "") { ExceptChannels = exceptChannels },
        new(AgentEvent.FileProvider, channels, [Created, Changed, Renamed], product, "file_event",
            "") { ExceptChannels = exceptChannels },
        new(AgentEvent.FileProvider, channels, [Changed, AttributesChanged], product, "file_change",
            "") { ExceptChannels = exceptChannels },
        new(AgentEvent.FileProvider, channels, [Deleted], product, "file_delete",
            "") { ExceptChannels = exceptChannels },
        new(AgentEvent.FileProvider, channels, [Renamed], product, "file_rename",
            "") { ExceptChannels = exceptChannels },
    ];

    private static LogSource Log(string service, params string[] channels) =>
        new(AgentEvent.LogProvider, channels, [], "linux", "", service);

    private static LogSource Web(string service, params string[] channels) =>
        new(AgentEvent.LogProvider, channels, [], service, "webserver", service);
}
