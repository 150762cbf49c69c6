namespace SecWatch.Agent.Status;

/// <summary>Adds the events of files to the spool of this process.</summary>
internal interface IImporter
{
    /// <returns>How many events are durable now, and what went wrong, empty where nothing did.</returns>
    Task<(long Events, string Error)> ImportAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken);
}
