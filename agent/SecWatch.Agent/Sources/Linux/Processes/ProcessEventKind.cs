namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>What happened to a process, with the kernel's numbers (linux/cn_proc.h, <c>proc_event.what</c>).</summary>
internal enum ProcessEventKind : uint
{
    /// <summary>The kernel's answer to a request; not a process event.</summary>
    Acknowledgement = 0,
    Fork = 1,
    Exec = 2,
    Exit = 0x80000000,
}
