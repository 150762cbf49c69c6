using SecWatch.Detection.Rules;
using SecWatch.Protos.Batches;

namespace SecWatch.Detection.LogSources;

/// <summary>Says of which log sources an event is, and so which rules it concerns.</summary>
internal static class LogSourceTable
{
    private static readonly LogSource[] Rows = [.. AgentLogSources.Rows, .. WindowsLogSources.Rows];

    /// <summary>The log sources of events with this shape, in the order of the table; often more than one.</summary>
    public static IReadOnlyList<LogSource> Find(EventShape shape) =>
        Array.FindAll(Rows, row => row.Covers(shape.Provider, shape.Channel, shape.EventId));

    /// <summary>Whether a rule for <paramref name="wanted"/> is meant for events of <paramref name="row"/>.</summary>
    public static bool Serves(LogSource row, RuleLogSource wanted) =>
        IsSame(wanted.Product, row.Product)
        && IsSame(wanted.Category, row.Category)
        && IsSame(wanted.Service, row.Service);

    private static bool IsSame(string wanted, string offered) =>
        wanted.Length == 0 || wanted.Equals(offered, StringComparison.OrdinalIgnoreCase);
}
