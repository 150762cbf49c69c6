namespace SecWatch.Agent.Sources.Windows.EventLog;

/// <summary>Says how the Windows Event Log as a whole is doing, from how its channels are.</summary>
internal static class EventLogHealth
{
    internal const string DeniedHint =
        "run the agent as LocalSystem, or add its account to the group Event Log Readers";

    /// <summary>
    /// Denied where any channel is; waiting where none can be read; degraded where one is missing that should be there,
    /// or is silent; else running.
    /// </summary>
    public static (SourceState State, string Reason) Judge(IReadOnlyList<EventLogChannel> channels)
    {
        var denied = Names(channels, channel => channel.Trouble == EventLogStatus.AccessDenied);
        if (denied.Length > 0)
        {
            return (SourceState.Denied, $"Access to {denied} is denied: {DeniedHint}.");
        }

        var missing = Names(channels, channel => IsMissing(channel) && !channel.IsOptional);
        var unavailable = Names(channels, channel => !channel.IsOpen
            && channel.Trouble is EventLogStatus.Unavailable or EventLogStatus.Stale);
        var silent = Names(channels, channel => channel.SilentSince > 0);
        var reasons = new List<string>();
        if (missing.Length > 0)
        {
            reasons.Add($"There is no channel {missing}; it is tried again.");
        }

        if (unavailable.Length > 0)
        {
            reasons.Add($"The Event Log does not give {unavailable}; it is tried again.");
        }

        if (silent.Length > 0)
        {
            reasons.Add($"Subscribed but silent: {silent} has newer events, and none comes.");
        }

        if (!channels.Any(channel => channel.IsOpen))
        {
            reasons.Insert(0, "No channel can be read.");
            return (SourceState.Waiting, string.Join(' ', reasons));
        }

        return (reasons.Count == 0 ? SourceState.Running : SourceState.Degraded, string.Join(' ', reasons));
    }

    private static bool IsMissing(EventLogChannel channel) => channel.Trouble == EventLogStatus.ChannelNotFound;

    private static string Names(IReadOnlyList<EventLogChannel> channels, Func<EventLogChannel, bool> predicate) =>
        string.Join(", ", channels.Where(predicate).Select(channel => channel.Name));
}
