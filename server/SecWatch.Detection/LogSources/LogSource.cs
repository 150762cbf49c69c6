namespace SecWatch.Detection.LogSources;

/// <summary>
/// A line of the table: which events are of a log source, and how their fields get the names that its rules use.
/// </summary>
/// <param name="Provider">Only of this provider; null: of any provider of the Windows event log.</param>
/// <param name="Channels">Only of these channels; empty: of any.</param>
/// <param name="EventIds">Only with these ids; empty: with any.</param>
/// <param name="Product">As rules name it.</param>
/// <param name="Category">As rules name it; empty: none.</param>
/// <param name="Service">As rules name it; empty: none.</param>
internal sealed record LogSource(
    string? Provider, string[] Channels, int[] EventIds, string Product, string Category, string Service)
{
    /// <summary>Pairs of a rule's field name and the event's; the event's own field of that name steps back.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = EmptyFields;

    /// <summary>Channels that are not of this source after all.</summary>
    public string[] ExceptChannels { get; init; } = [];

    /// <summary>A field that must have one of some values: the event id alone does not decide.</summary>
    public (string Field, string[] Values)? Guard { get; init; }

    private static Dictionary<string, string> EmptyFields { get; } = new(StringComparer.Ordinal);

    public bool Covers(string provider, string channel, int eventId) =>
        (Provider is null ? !IsAgent(provider) : Provider.Equals(provider, StringComparison.OrdinalIgnoreCase))
        && (Channels.Length == 0 || Channels.Contains(channel, StringComparer.OrdinalIgnoreCase))
        && (EventIds.Length == 0 || EventIds.Contains(eventId))
        && !ExceptChannels.Contains(channel, StringComparer.OrdinalIgnoreCase);

    private static bool IsAgent(string provider) =>
        provider.StartsWith("SecWatch-", StringComparison.OrdinalIgnoreCase);
}
