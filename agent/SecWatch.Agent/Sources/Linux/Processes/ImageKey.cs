namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>Identifies the content of an executable file without reading it.</summary>
internal readonly record struct ImageKey(ulong Device, ulong Inode, long Size, long ModifiedNs);
