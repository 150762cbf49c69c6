namespace SecWatch.Agent.Sources.Windows.EventLog;

/// <summary>What came of a call to the Windows Event Log.</summary>
internal enum EventLogStatus
{
    /// <summary>It did what was asked.</summary>
    Done,

    /// <summary>There are no further events now.</summary>
    NoMoreItems,

    /// <summary>The channel does not exist, or is disabled. Try again later.</summary>
    ChannelNotFound,

    /// <summary>The account may not read the channel.</summary>
    AccessDenied,

    /// <summary>The subscription no longer stands, or its bookmark is not in the log. Subscribe again.</summary>
    Stale,

    /// <summary>The service does not answer, or answers what is not expected. Try again later.</summary>
    Unavailable,
}
