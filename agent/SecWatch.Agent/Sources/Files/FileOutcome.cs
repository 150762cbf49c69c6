namespace SecWatch.Agent.Sources.Files;

/// <summary>How reading a file went.</summary>
internal enum FileOutcome
{
    Read,

    Missing,

    /// <summary>A right is missing.</summary>
    Denied,

    /// <summary>Broken for another reason, for example an input/output error. Try again later.</summary>
    Failed,
}
