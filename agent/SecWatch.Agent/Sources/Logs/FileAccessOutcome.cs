namespace SecWatch.Agent.Sources.Logs;

/// <summary>How an attempt to look at or open a file ended.</summary>
internal enum FileAccessOutcome
{
    /// <summary>It worked.</summary>
    Done,

    /// <summary>There is no such file now.</summary>
    Missing,

    /// <summary>A right is missing; try again later.</summary>
    Denied,

    /// <summary>The file system failed otherwise; try again later.</summary>
    Failed,
}
