using System.Collections.Concurrent;

namespace SecWatch.Agent.Sources.Files;

/// <summary>Notices from .NET's own watcher, for systems without inotify.</summary>
internal sealed class PortableFileWatcher : IFileWatcher
{
    private const int NoticeCountMax = 16_384;

    private readonly ConcurrentDictionary<string, FileSystemWatcher> watchers = new(StringComparer.OrdinalIgnoreCase);
    private readonly BlockingCollection<FileChange> notices = new(NoticeCountMax);
    private readonly List<FileChange> taken = [];
    private int overflowed;
    private int lastCookie;

    public bool TryWatch(string directory, out string? problem)
    {
        problem = null;
        if (watchers.ContainsKey(directory))
        {
            return true;
        }

        if (!Directory.Exists(directory))
        {
            return false;
        }

        try
        {
            var watcher = new FileSystemWatcher(directory);
            watcher.Created += (_, e) => Add(FileChangeKind.Created, e.FullPath);
            watcher.Changed += (_, e) => Add(FileChangeKind.Written, e.FullPath);
            watcher.Deleted += (_, e) => Add(FileChangeKind.Deleted, e.FullPath);
            watcher.Renamed += (_, e) =>
            {
                var cookie = unchecked((uint)Interlocked.Increment(ref lastCookie));
                Add(FileChangeKind.MovedFrom, e.OldFullPath, cookie);
                Add(FileChangeKind.MovedTo, e.FullPath, cookie);
            };
            watcher.Error += (_, _) => Volatile.Write(ref overflowed, 1);
            watcher.EnableRaisingEvents = true;
            watchers[directory] = watcher;
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problem = $"{directory}: cannot be watched";
            return false;
        }
    }

    public void Forget(string directory)
    {
        var below = directory + Path.DirectorySeparatorChar;
        foreach (var (path, watcher) in watchers)
        {
            if (path.Equals(directory, StringComparison.OrdinalIgnoreCase)
                || path.StartsWith(below, StringComparison.OrdinalIgnoreCase))
            {
                watchers.TryRemove(path, out _);
                watcher.Dispose();
            }
        }
    }

    public void Wait(TimeSpan limit)
    {
        if (notices.TryTake(out var first, limit))
        {
            taken.Add(first);
        }
    }

    public IReadOnlyList<FileChange> Take()
    {
        while (notices.TryTake(out var notice))
        {
            taken.Add(notice);
        }

        if (Interlocked.Exchange(ref overflowed, 0) == 1)
        {
            taken.Add(new FileChange(FileChangeKind.Overflow, "", false, 0));
        }

        var result = taken.ToArray();
        taken.Clear();
        return result;
    }

    public void Dispose()
    {
        foreach (var watcher in watchers.Values)
        {
            watcher.Dispose();
        }

        notices.Dispose();
    }

    private void Add(FileChangeKind kind, string path, uint cookie = 0)
    {
        // The watcher's own threads must not wait; what does not fit is found by a comparison of everything.
        if (!notices.TryAdd(new FileChange(kind, path, Directory.Exists(path), cookie)))
        {
            Volatile.Write(ref overflowed, 1);
        }
    }
}
