using SecWatch.Server.Alerts;

namespace SecWatch.Server.Api.Readers;

/// <summary>The words for an alert's state in addresses and answers.</summary>
internal static class AlertStates
{
    public static string Text(AlertState state) => state switch
    {
        AlertState.New => "new",
        AlertState.Acknowledged => "acknowledged",
        AlertState.Closed => "closed",
    };

    /// <summary>
    /// Reads <c>new</c>, <c>acknowledged</c>, <c>closed</c>, <c>open</c> (the first two) or <c>all</c>.
    /// </summary>
    public static bool TryParse(string text, out IReadOnlyList<AlertState> states)
    {
        IReadOnlyList<AlertState>? read = text switch
        {
            "new" => [AlertState.New],
            "acknowledged" => [AlertState.Acknowledged],
            "closed" => [AlertState.Closed],
            "open" => AlertListFilter.Open,
            "all" => [],
            _ => null,
        };
        states = read ?? [];
        return read is not null;
    }
}
