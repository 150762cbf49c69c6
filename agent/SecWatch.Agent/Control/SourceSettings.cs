namespace SecWatch.Agent.Control;

/// <summary>The settings under <c>sources</c>.</summary>
internal sealed class SourceSettings
{
    public ProcessSettings Process { get; } = new();

    public FileSettings Files { get; } = new();

    public List<LogSettings> Logs { get; set; } =
    [
        new() { Id = "auth", Paths = ["/var/log/auth.log", "/var/log/secure"], Format = "syslog", Lane = "security" },
        new() { Id = "syslog", Paths = ["/var/log/syslog", "/var/log/messages"], Format = "syslog" },
    ];

    public WindowsEventLogSettings WindowsEventLog { get; } = new();
}
