using System.ComponentModel.DataAnnotations;

namespace SecWatch.Agent.Sources.Files;

/// <summary>Settings of file integrity: <c>sources.files</c>.</summary>
internal sealed class FileIntegrityOptions
{
    /// <summary>What is watched where <see cref="Paths"/> is empty, on Linux.</summary>
    public static readonly IReadOnlyList<string> LinuxPaths =
    [
        "/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow", "/etc/sudoers", "/etc/sudoers.d", "/etc/pam.d",
        "/etc/ssh/sshd_config", "/etc/ssh/sshd_config.d", "/root/.ssh/authorized_keys", "/etc/crontab", "/etc/cron.d",
        "/etc/cron.hourly", "/etc/cron.daily", "/etc/cron.weekly", "/etc/cron.monthly", "/var/spool/cron",
        "/etc/systemd/system", "/etc/ld.so.preload", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/profile",
        "/etc/profile.d", "/etc/rc.local", "/etc/hosts", "/etc/resolv.conf", "/etc/modules-load.d",
    ];

    /// <summary>What is watched where <see cref="Paths"/> is empty, on Windows.</summary>
    public static readonly IReadOnlyList<string> WindowsPaths =
    [
        @"C:\Windows\System32\drivers\etc", @"C:\Windows\System32\Tasks",
        @"C:\ProgramData\Microsoft\Windows\Start Menu\Programs\StartUp",
    ];

    public bool Enabled { get; set; } = true;

    /// <summary>Absolute paths of files and folders. Empty: the list for this operating system.</summary>
    public List<string> Paths { get; set; } = [];

    /// <summary>Patterns with * and ?, for whole paths (with a separator in them) or for names.</summary>
    public List<string> Exclude { get; set; } = ["*.swp", "*.swx", "*~", "4913"];

    /// <summary>How many folders deep below a listed folder; 0 is only what lies directly in it.</summary>
    [Range(0, 64)]
    public int DepthMax { get; set; } = 8;

    /// <summary>Larger files are compared by size and times alone.</summary>
    [Range(0, long.MaxValue)]
    public long HashBytesMax { get; set; } = 64 * 1024 * 1024;

    /// <summary>How many files are watched at most.</summary>
    [Range(1, 1_000_000)]
    public int FileCountMax { get; set; } = 50_000;
}
