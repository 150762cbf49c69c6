namespace SecWatch.Agent.Control;

/// <summary>The settings under <c>sources.files</c>.</summary>
internal sealed class FileSettings
{
    public bool Enabled { get; set; } = true;

    public List<string> Paths { get; set; } =
        ["/etc", "/usr/local/bin", "/usr/local/sbin", "/root/.ssh", "/var/spool/cron"];

    public long HashBytesMax { get; set; } = 64 * 1024 * 1024;
}
