namespace SecWatch.Protos.AgentEvents;

/// <summary>Why something could not be kept. The names are stored as they are: never rename one.</summary>
public enum GapReason
{
    /// <summary>Stored by a newer agent; shown as it came.</summary>
    Unknown,

    /// <summary>The agent did not run, and the source keeps nothing for it.</summary>
    AgentNotRunning,

    /// <summary>The kernel dropped notifications before the agent could read them.</summary>
    KernelOverflow,

    /// <summary>The agent's own queue was full and the source cannot wait.</summary>
    QueueOverflow,

    /// <summary>The lane's quota in the spool was reached.</summary>
    SpoolQuota,

    /// <summary>The spool's database was damaged and set aside.</summary>
    SpoolDamaged,

    /// <summary>The spool was rolled back to an older state, as by restoring a disk image.</summary>
    SpoolRolledBack,

    /// <summary>A log was rotated or deleted before its end was read.</summary>
    LogRotatedAway,

    /// <summary>A log was cut shorter in place before its end was read.</summary>
    LogTruncated,

    /// <summary>A Windows log dropped records before they were read.</summary>
    RecordsMissing,

    /// <summary>A Windows log was cleared.</summary>
    LogCleared,

    /// <summary>A record or chunk is damaged and cannot be read.</summary>
    RecordDamaged,

    /// <summary>The server lost batches that it had acknowledged, as by restoring an older backup.</summary>
    ServerRestored,

    /// <summary>A batch was refused by the server as malformed and set aside.</summary>
    BatchRefused,
}
