using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Sources.Windows.Evtx;
using SecWatch.Agent.Status;

namespace SecWatch.Agent.Control;

/// <summary>Imports files through the pipeline of this process, for one request at a time.</summary>
/// <remarks>At a time, because a file that two requests name is imported once only if the second one waits.</remarks>
internal sealed class Importer(SourceSupervisor supervisor, SourceRegistry registry) : IImporter, IDisposable
{
    private readonly SemaphoreSlim turn = new(1);

    public async Task<ControlReply> ImportAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        if (paths.Count == 0)
        {
            return new ControlReply { Error = "nothing to import" };
        }

        if (paths.FirstOrDefault(path => !Path.IsPathFullyQualified(path)) is { } relative)
        {
            return new ControlReply { Error = $"{relative} is not an absolute path" };
        }

        await turn.WaitAsync(cancellationToken);
        try
        {
            var source = new EvtxImportSource(paths);
            var counters = registry.For(source.Id);
            var before = counters.EventsOut;
            await supervisor.RunOneAsync(source).WaitAsync(cancellationToken);
            return new ControlReply
            {
                EventsImported = counters.EventsOut - before,
                Files = [.. source.Outcomes.Select(outcome => outcome.Message)],
                FileFailed = source.Outcomes.Any(
                    outcome => outcome.Result is EvtxImportResult.Unreadable or EvtxImportResult.NotEvtx),
            };
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();
}
