namespace SecWatch.Agent.Sources.Files;

/// <summary>Says that something changed in folders; what changed is for a comparison to find.</summary>
internal interface IFileWatcher : IDisposable
{
    /// <summary>Watches the entries of one folder. Watching it again changes nothing.</summary>
    /// <returns>false where it cannot; <paramref name="problem"/> says why, null where the folder does not
    /// exist.</returns>
    bool TryWatch(string directory, out string? problem);

    /// <summary>Stops watching a folder and those below it.</summary>
    void Forget(string directory);

    /// <summary>Waits for a notice. Blocks the thread.</summary>
    void Wait(TimeSpan limit);

    /// <summary>The notices since the last call, in their order.</summary>
    IReadOnlyList<FileChange> Take();
}
