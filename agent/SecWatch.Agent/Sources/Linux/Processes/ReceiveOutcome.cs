namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>What one receive from the process connector gave.</summary>
internal enum ReceiveOutcome
{
    Received,

    /// <summary>Nothing came for a while.</summary>
    Quiet,

    /// <summary>The kernel dropped messages since the last receive: this one gave none.</summary>
    Overflow,

    /// <summary>The connection is broken.</summary>
    Failed,
}
