using SecWatch.Agent.Sources.Files;

namespace SecWatch.Agent.Tests.Sources.Files;

/// <summary>A watcher that loses every notice until it is told to say so.</summary>
internal sealed class OverflowingWatcher : IFileWatcher
{
    private int overflows;

    public bool TryWatch(string directory, out string? problem)
    {
        problem = null;
        return true;
    }

    public void Overflow() => Interlocked.Increment(ref overflows);

    public void Forget(string directory)
    {
        // Nothing is watched.
    }

    public void Wait(TimeSpan limit) => Thread.Yield();

    public IReadOnlyList<FileChange> Take() =>
        Interlocked.Exchange(ref overflows, 0) > 0 ? [new FileChange(FileChangeKind.Overflow, "", false, 0)] : [];

    public void Dispose()
    {
        // Nothing is held.
    }
}
