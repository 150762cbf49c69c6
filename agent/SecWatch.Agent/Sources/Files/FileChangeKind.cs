namespace SecWatch.Agent.Sources.Files;

/// <summary>What a watcher noticed about a path.</summary>
internal enum FileChangeKind
{
    Created,

    /// <summary>Written and closed.</summary>
    Written,

    Attributes,

    Deleted,

    MovedFrom,

    MovedTo,

    /// <summary>Notices were dropped: anything may have changed.</summary>
    Overflow,
}
