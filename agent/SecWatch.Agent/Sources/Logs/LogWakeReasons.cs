namespace SecWatch.Agent.Sources.Logs;

/// <summary>Why a log source looks at its files.</summary>
[Flags]
internal enum LogWakeReasons
{
    None = 0,

    /// <summary>A file was written to.</summary>
    File = 1,

    /// <summary>A file was made, renamed or deleted.</summary>
    Folder = 2,

    /// <summary>The time was up.</summary>
    Timer = 4,
}
