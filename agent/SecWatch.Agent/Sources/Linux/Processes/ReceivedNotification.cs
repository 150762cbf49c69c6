namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>A notification as the receiving thread hands it on.</summary>
/// <param name="Snapshot">Of an exec; otherwise null.</param>
/// <param name="Lost">Messages that the kernel dropped just before this one.</param>
/// <param name="LostSinceNs">The kernel's time of the last message before them.</param>
/// <param name="Forks">Forks of processes and threads seen so far by the receiving thread.</param>
internal readonly record struct ReceivedNotification(
    ReceiveOutcome Outcome,
    ProcessNotification Notification,
    ProcessSnapshot? Snapshot,
    long Lost,
    ulong LostSinceNs,
    long Forks);
