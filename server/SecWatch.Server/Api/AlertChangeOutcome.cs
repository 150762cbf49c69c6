namespace SecWatch.Server.Api;

/// <summary>What became of acknowledging or closing an alert.</summary>
internal enum AlertChangeOutcome
{
    /// <summary>It is so now, or was so before: doing it twice is no error.</summary>
    Done,

    /// <summary>There is no such alert in the caller's scope.</summary>
    NotFound,

    /// <summary>It is closed: an alert moves only forward.</summary>
    Closed,
}
