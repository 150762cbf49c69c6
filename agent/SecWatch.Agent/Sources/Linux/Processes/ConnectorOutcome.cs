namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>How subscribing to the process connector went, and so what to do next.</summary>
internal enum ConnectorOutcome
{
    Subscribed,

    /// <summary>A right is missing. Try again later: it may be given.</summary>
    Denied,

    /// <summary>This kernel, or this container, has no process connector. Try again later, rarely.</summary>
    Unavailable,
}
