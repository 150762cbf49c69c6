namespace SecWatch.Agent.Sources.Windows.EventLog;

/// <summary>A channel that is being read, in pull mode.</summary>
internal interface IEventLogSubscription : IDisposable
{
    /// <summary>Bookmark XML of the last event that <see cref="Next"/> gave; empty before.</summary>
    string Bookmark { get; }

    /// <summary>Takes the next events, in order, without waiting.</summary>
    /// <param name="max">How many at most.</param>
    /// <param name="events">Emptied, then filled.</param>
    /// <returns><see cref="EventLogStatus.Done"/> where there was at least one.</returns>
    EventLogStatus Next(int max, RenderedEvents events);
}
