namespace SecWatch.Agent.Sources.Logs;

/// <summary>What is known of a followed file beside its position. The values are stored: never change one.</summary>
[Flags]
internal enum FileFlags
{
    None = 0,

    /// <summary>Rotated and read to its end: nothing is missing when it vanishes.</summary>
    Finished = 1,

    /// <summary>Made by copying a followed file: its lines were read there.</summary>
    Copy = 2,
}
