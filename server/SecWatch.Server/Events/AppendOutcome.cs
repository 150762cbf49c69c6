namespace SecWatch.Server.Events;

/// <summary>What became of a batch that was given to the store.</summary>
internal enum AppendOutcome
{
    /// <summary>Stored and durable, and the mark stands on it: acknowledge.</summary>
    Stored,

    /// <summary>It was stored before, with the same checksum: acknowledge again.</summary>
    Duplicate,

    /// <summary>A batch before this one is missing: the agent is at fault and must send from the mark on.</summary>
    SequenceGap,

    /// <summary>Another batch is stored under this number: the agent's spool was rolled back or copied.</summary>
    Diverged,

    /// <summary>The disk is full or broken: nothing was stored; the agent keeps it and tries again.</summary>
    Unavailable,
}
