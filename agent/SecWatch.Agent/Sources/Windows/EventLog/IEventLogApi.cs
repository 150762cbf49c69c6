namespace SecWatch.Agent.Sources.Windows.EventLog;

/// <summary>What the agent needs of the Windows Event Log.</summary>
internal interface IEventLogApi
{
    /// <summary>Begins to read a channel.</summary>
    /// <param name="channel">Its name.</param>
    /// <param name="start">Where to begin. A bookmark that is not in the log is
    /// <see cref="EventLogStatus.Stale"/>.</param>
    /// <param name="signal">Called, on any thread, when there may be new events.</param>
    /// <param name="subscription">Owned by the caller where the status is <see cref="EventLogStatus.Done"/>.</param>
    EventLogStatus Subscribe(
        string channel, EventLogStart start, Action signal, out IEventLogSubscription subscription);

    /// <summary>Says which records the channel holds now.</summary>
    EventLogStatus Measure(string channel, out EventLogExtent extent);
}
