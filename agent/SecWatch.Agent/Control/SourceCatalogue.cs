using SecWatch.Agent.Sources;

namespace SecWatch.Agent.Control;

/// <summary>Makes the sources that the settings ask for: the one place that knows them all.</summary>
internal static class SourceCatalogue
{
    public static IReadOnlyList<IEventSource> Create(SourceSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return [];
    }

    /// <summary>A source that reads EVTX files once; null where this build has no reader for them.</summary>
    public static IEventSource? CreateImport(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return null;
    }
}
