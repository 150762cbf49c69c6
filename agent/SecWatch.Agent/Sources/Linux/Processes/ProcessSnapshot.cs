using Microsoft.Win32.SafeHandles;

namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>What /proc said about a process at one moment; null or 0 is what could not be read.</summary>
internal sealed class ProcessSnapshot
{
    public byte[]? Image { get; set; }

    public byte[]? CommandLine { get; set; }

    public byte[]? CurrentDirectory { get; set; }

    /// <summary>The first 15 bytes of the program's name; still there when a process has just ended.</summary>
    public byte[]? Name { get; set; }

    public uint? UserId { get; set; }

    /// <summary>The user who logged on, whatever happened since; null where nobody did.</summary>
    public uint? LoginUserId { get; set; }

    public int ParentProcessId { get; set; }

    /// <summary>When the process was made, in hundredths of a second since boot; 0 where not known.</summary>
    public long StartTicks { get; set; }

    /// <summary>The process is a copy of its parent and has not started a program of its own.</summary>
    public bool NeverExecuted { get; set; }

    public ImageKey? ImageKey { get; set; }

    /// <summary>The image, opened while the process still ran, where its hash is not known yet. The taker closes
    /// it.</summary>
    public SafeFileHandle? ImageFile { get; set; }

    /// <summary>Why something is missing, in one English phrase; null where nothing is.</summary>
    public string? Missing { get; set; }
}
