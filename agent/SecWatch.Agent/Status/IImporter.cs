namespace SecWatch.Agent.Status;

/// <summary>Takes files in on request.</summary>
internal interface IImporter
{
    /// <summary>Returns when everything in the files is durable in the spool.</summary>
    Task<ControlReply> ImportAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken);
}
