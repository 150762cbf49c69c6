namespace SecWatch.Agent.Sources;

/// <summary>How a source is doing, as <c>secwatch-agent status</c> and the server show it.</summary>
internal enum SourceState
{
    /// <summary>Not started yet.</summary>
    Starting,

    /// <summary>Reading.</summary>
    Running,

    /// <summary>Nothing to read yet, for example a log that does not exist.</summary>
    Waiting,

    /// <summary>A right is missing; the reason names it.</summary>
    Denied,

    /// <summary>Reading in part; the reason says what is missing.</summary>
    Degraded,

    /// <summary>Ended for good.</summary>
    Stopped,
}
