namespace SecWatch.Agent.Sources;

/// <summary>Something on this computer that security events come from.</summary>
internal interface IEventSource
{
    /// <summary>Stable name, for example <c>process</c> or <c>log:auth</c>; positions are stored under it.</summary>
    string Id { get; }

    /// <summary>Reads from the saved position on until cancelled.</summary>
    /// <remarks>
    /// A condition that may pass (a file that cannot be read, a missing right) is reported through
    /// <see cref="ISourceContext.Report"/>, and the source tries again. Returns when the source is exhausted for good.
    /// An exception is a bug or a broken environment: the supervisor reports it and starts the source again, later.
    /// </remarks>
    Task RunAsync(ISourceContext context, CancellationToken cancellationToken);
}
