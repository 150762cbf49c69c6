namespace SecWatch.Server.Alerts;

/// <summary>What became of an order to move an alert on.</summary>
internal enum AlertCommandOutcome
{
    /// <summary>The alert is now in the state that was asked for.</summary>
    Done,

    /// <summary>It was in that state before; who and when stay as they were.</summary>
    AlreadyDone,

    /// <summary>It is further on: an alert never moves back.</summary>
    TooLate,

    /// <summary>There is no such alert, or it is not the caller's to see.</summary>
    NotFound,
}
