namespace SecWatch.Server.Events;

/// <summary>The time that an agent gave, as an instant.</summary>
internal static class EventTime
{
    /// <summary>
    /// What is outside the calendar, as a broken clock or a hostile agent may send it, becomes its nearest end.
    /// </summary>
    public static DateTimeOffset FromTicks(long ticks) =>
        new(Math.Clamp(ticks, DateTimeOffset.MinValue.UtcTicks, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero);
}
