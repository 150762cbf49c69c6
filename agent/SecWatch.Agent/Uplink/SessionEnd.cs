namespace SecWatch.Agent.Uplink;

/// <summary>How a session ended that ended without an error of the server.</summary>
internal enum SessionEnd
{
    /// <summary>The agent said goodbye.</summary>
    Stopped,

    /// <summary>The server ended the stream.</summary>
    ServerClosed,

    /// <summary>The spool got a new id: a new stream must say so.</summary>
    SpoolChanged,
}
