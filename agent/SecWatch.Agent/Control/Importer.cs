using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Status;

namespace SecWatch.Agent.Control;

/// <summary>Imports files through the pipeline of this process.</summary>
internal sealed class Importer(SourceSupervisor supervisor, SourceRegistry registry) : IImporter
{
    public async Task<(long Events, string Error)> ImportAsync(
        IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        foreach (var path in paths)
        {
            if (!Path.IsPathFullyQualified(path) || !File.Exists(path))
            {
                return (0, $"{path} is not a file that the agent can see");
            }
        }

        if (paths.Count == 0)
        {
            return (0, "nothing to import");
        }

        var source = SourceCatalogue.CreateImport(paths);
        var counters = registry.For(source.Id);
        var before = counters.EventsOut;
        await supervisor.RunOneAsync(source).WaitAsync(cancellationToken);
        return (counters.EventsOut - before, "");
    }
}
