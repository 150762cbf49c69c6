namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>Imports EVTX files, one after the other, and ends.</summary>
/// <remarks>
/// Its positions are stored under the fingerprint of each file's content: an import that was interrupted goes on where
/// it
/// stopped, and a file that was imported before, also under another name, is not imported again. Events name
/// <c>import:</c> and the file's name as their source. A file that cannot be read is reported, and the next one is
/// taken.
/// </remarks>
internal sealed class EvtxImportSource(IReadOnlyList<string> paths) : IEventSource
{
    private readonly List<EvtxImportOutcome> outcomes = [];

    public string Id => "import";

    /// <summary>What came of each file so far; complete when <see cref="RunAsync"/> has ended.</summary>
    public IReadOnlyList<EvtxImportOutcome> Outcomes => outcomes;

    public async Task RunAsync(ISourceContext context, CancellationToken cancellationToken)
    {
        context.Report(SourceState.Running, "");
        var done = new Dictionary<string, EvtxImportPosition>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            outcomes.Add(await ImportAsync(path, done, context, cancellationToken));
        }

        context.Report(SourceState.Stopped, string.Join(' ', outcomes.Select(outcome => outcome.Message)));
    }

    private static async Task<EvtxImportOutcome> ImportAsync(
        string path,
        Dictionary<string, EvtxImportPosition> done,
        ISourceContext context,
        CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(path);
        EvtxFileImport import;
        try
        {
            var stream = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            await using var owned = stream.ConfigureAwait(false);
            if (!EvtxFile.TryOpen(stream, out var file))
            {
                return new EvtxImportOutcome(
                    path, EvtxImportResult.NotEvtx, 0, 0, 0, $"{name} is not an EVTX file: its signature is missing.");
            }

            using var opened = file;
            var key = EvtxFingerprint.Compute(file);
            if (!done.TryGetValue(key, out var start) && context.Positions.TryGetValue(key, out var saved))
            {
                _ = EvtxImportPosition.TryParse(saved, out start);
            }

            if (start.IsDone)
            {
                return new EvtxImportOutcome(
                    path, EvtxImportResult.AlreadyImported, start.Events, start.Missing, 0,
                    $"{name} was imported before ({start.Events} events); nothing was done.");
            }

            import = new EvtxFileImport(file, $"import:{name}", key, context);
            await import.RunAsync(start, cancellationToken);
            done[key] = import.Position;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new EvtxImportOutcome(
                path, EvtxImportResult.Unreadable, 0, 0, 0, $"{name} cannot be read: {exception.Message}");
        }

        var position = import.Position;
        return new EvtxImportOutcome(
            path, EvtxImportResult.Imported, position.Events, position.Missing, import.DamagedChunks,
            $"{name}: {position.Events} events imported, {position.Missing} records known to be missing, "
            + $"{import.DamagedChunks} chunks with a wrong checksum.");
    }
}
