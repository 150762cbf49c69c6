namespace SecWatch.Agent.Spool;

/// <summary>Whether the spool can write.</summary>
internal enum SpoolStateKind
{
    /// <summary>It writes.</summary>
    Healthy,

    /// <summary>There is no room on the disk: reading has stopped until there is.</summary>
    DiskFull,

    /// <summary>The disk or the file system refuses to write: reading has stopped until it accepts.</summary>
    WriteFailing,
}
