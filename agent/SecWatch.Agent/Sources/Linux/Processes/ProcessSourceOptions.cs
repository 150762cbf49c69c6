using System.ComponentModel.DataAnnotations;

namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>Settings of process starts and exits: <c>sources.process</c>.</summary>
internal sealed class ProcessSourceOptions
{
    public bool Enabled { get; set; } = true;

    /// <summary>Larger images get no hash. 0 turns hashing off.</summary>
    [Range(0, long.MaxValue)]
    public long HashBytesMax { get; set; } = 64 * 1024 * 1024;

    /// <summary>How much the kernel may hold back for the agent during a burst; about 1 KB for a message.</summary>
    [Range(4096, 1024 * 1024 * 1024)]
    public int ReceiveBufferBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Whether the exits of processes are reported too.</summary>
    public bool ReportExits { get; set; } = true;
}
