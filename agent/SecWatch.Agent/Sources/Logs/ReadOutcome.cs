namespace SecWatch.Agent.Sources.Logs;

/// <summary>Why reading a file paused.</summary>
internal enum ReadOutcome
{
    /// <summary>Nothing more at present.</summary>
    End,

    /// <summary>The block is full; read on with the next one.</summary>
    BlockFull,

    /// <summary>The file no longer begins as it did; what was read last was not used.</summary>
    Rewritten,
}
