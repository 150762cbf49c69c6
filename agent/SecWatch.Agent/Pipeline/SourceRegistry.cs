using System.Collections.Concurrent;

namespace SecWatch.Agent.Pipeline;

/// <summary>The counters of every source that this process has started, by source id.</summary>
internal sealed class SourceRegistry
{
    private readonly ConcurrentDictionary<string, SourceCounters> counters = new(StringComparer.Ordinal);

    /// <summary>All of them, ordered by id.</summary>
    public SourceCounters[] All() => [.. counters.Values.OrderBy(one => one.SourceId, StringComparer.Ordinal)];

    public SourceCounters For(string sourceId) => counters.GetOrAdd(sourceId, id => new SourceCounters(id));
}
