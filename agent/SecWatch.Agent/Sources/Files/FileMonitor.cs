using SecWatch.Protos.AgentEvents;

namespace SecWatch.Agent.Sources.Files;

/// <summary>Follows the notices of a watcher and looks at what they name, once it has settled.</summary>
internal sealed class FileMonitor(
    ISourceContext context, FileIntegrityOptions options, FileScope scope, IFileView view, IFileWatcher watcher)
{
    private const string RootPrefix = "r:";

    private static readonly TimeSpan SettleTime = TimeSpan.FromMilliseconds(50);

    /// <summary>A file that was created is hashed when it is closed, or after this time when it stays open.</summary>
    private static readonly TimeSpan OpenTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BusyWait = TimeSpan.FromMilliseconds(25);

    /// <summary>How soon something that cannot be watched is tried again.</summary>
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(30);

    /// <summary>Also without a reason everything is compared now and then: memory-mapped writes give no
    /// notice.</summary>
    private static readonly TimeSpan ScanInterval = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, PendingLook> pending = new(StringComparer.Ordinal);
    private readonly Dictionary<uint, (string Path, long Due)> moves = [];
    private readonly HashSet<string> knownRoots = new(StringComparer.Ordinal);
    private readonly FileProblems problems = new(context);
    private readonly FileOutput output = new(context, view);
    private FileBaseline baseline = null!;
    private bool scanWanted;
    private long lastScan;
    private DateTimeOffset lastTaken;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        baseline = new FileBaseline(view, scope, output, options, problems);
        foreach (var (key, position) in context.Positions)
        {
            if (key.StartsWith(RootPrefix, StringComparison.Ordinal))
            {
                LoadRoot(key);
            }
            else
            {
                baseline.Load(key, position);
            }
        }

        lastTaken = context.Time.GetUtcNow();
        await ScanAsync(cancellationToken);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var wait = pending.Count + moves.Count > 0 ? BusyWait : IdleWait;
            await Task.Run(() => watcher.Wait(wait), cancellationToken);
            foreach (var change in watcher.Take())
            {
                Note(change);
            }

            lastTaken = context.Time.GetUtcNow();
            await SettleAsync(cancellationToken);
            var interval = problems.Any ? RetryInterval : ScanInterval;
            if (scanWanted || context.Time.GetElapsedTime(lastScan) > interval)
            {
                await ScanAsync(cancellationToken);
            }
        }
    }

    /// <summary>A path that is no longer listed is forgotten: should it be listed again, it is new.</summary>
    private void LoadRoot(string key)
    {
        var root = key[RootPrefix.Length..];
        if (scope.Roots.Any(listed => string.Equals(RawPath.ToKey(listed), root, StringComparison.Ordinal)))
        {
            knownRoots.Add(root);
        }
        else
        {
            output.SetPosition(key, null);
        }
    }

    /// <summary>Watches first and looks after that, so that nothing can slip in between.</summary>
    private async ValueTask ScanAsync(CancellationToken cancellationToken)
    {
        scanWanted = false;
        baseline.BeginScan();
        foreach (var root in scope.Roots)
        {
            var isKnown = knownRoots.Contains(RawPath.ToKey(root));
            WatchWayTo(root);
            await ScanTreeAsync(root, !isKnown, foundByScan: true, cancellationToken);
            if (!isKnown)
            {
                knownRoots.Add(RawPath.ToKey(root));
                output.SetPosition(RootPrefix + RawPath.ToKey(root), [1]);
            }
        }

        foreach (var path in baseline.Paths.ToList())
        {
            if (view.ReadState(path, out _) == FileOutcome.Missing)
            {
                baseline.Delete(path, foundByScan: true);
            }
        }

        await output.PostAsync(cancellationToken);
        problems.Report();
        lastScan = context.Time.GetTimestamp();
    }

    /// <summary>The folder of a listed path, or the nearest one above that exists: it may be made later.</summary>
    private void WatchWayTo(string root)
    {
        for (var above = scope.ParentOf(root); above.Length > 0; above = scope.ParentOf(above))
        {
            if (TryWatch(above))
            {
                return;
            }
        }
    }

    private bool TryWatch(string directory)
    {
        var watched = watcher.TryWatch(directory, out var problem);
        if (problem is not null)
        {
            problems.Set(directory, problem.StartsWith(directory, StringComparison.Ordinal)
                ? problem[(directory.Length + 2)..] : problem);
        }

        return watched;
    }

    private async ValueTask ScanTreeAsync(
        string top, bool isSilent, bool foundByScan, CancellationToken cancellationToken)
    {
        var waiting = new Stack<string>([top]);
        while (waiting.TryPop(out var path))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!scope.Includes(path) || baseline.Look(path, isSilent, foundByScan) is not { } state)
            {
                continue;
            }

            if (state.IsDirectory)
            {
                _ = TryWatch(path);
                if (view.List(path, out var names) == FileOutcome.Denied)
                {
                    problems.Set(path, "not readable without CAP_DAC_READ_SEARCH");
                }

                foreach (var name in names)
                {
                    waiting.Push(path + view.Separator + name);
                }
            }

            if (output.IsFull)
            {
                await output.PostAsync(cancellationToken);
            }
        }
    }

    private void Note(in FileChange change)
    {
        if (change.Kind == FileChangeKind.Overflow)
        {
            output.AddGap(new GapRecord(
                FileIntegritySource.SourceId,
                lastTaken,
                context.Time.GetUtcNow(),
                0,
                GapCount.Unknown,
                GapReason.KernelOverflow,
                0,
                0,
                "Too many file notices at once. All files were compared again; states in between may be missing."));
            scanWanted = true;
            return;
        }

        if (change.Kind == FileChangeKind.MovedFrom && change.IsDirectory)
        {
            // The watches went along with the folder, and would name its files by their former path.
            watcher.Forget(change.Path);
        }

        if (change.Kind == FileChangeKind.MovedFrom && scope.Includes(change.Path))
        {
            moves[change.Cookie] = (change.Path, DueAfter(SettleTime));
        }
        else if (change.Kind == FileChangeKind.MovedTo && moves.Remove(change.Cookie, out var source))
        {
            Move(source.Path, change.Path);
        }
        else if (scope.Includes(change.Path))
        {
            Expect(change.Path, change.Kind, change.IsDirectory);
        }

        scanWanted |= change.IsDirectory && scope.IsAbove(change.Path);
    }

    private void Move(string source, string target)
    {
        var wasCreated = pending.Remove(source, out var earlier) && earlier.WasCreated;
        if (scope.Includes(target) && baseline.Rename(source, target, foundByScan: false))
        {
            // Looked at all the same: a folder must be watched under its new name.
            Expect(target, FileChangeKind.MovedTo);
            return;
        }

        if (scope.Includes(target))
        {
            Expect(target, FileChangeKind.MovedTo);
        }

        if (!wasCreated || !scope.Includes(target))
        {
            Expect(source, FileChangeKind.Deleted);
        }
    }

    private void Expect(string path, FileChangeKind kind, bool isDirectory = false)
    {
        var known = pending.TryGetValue(path, out var earlier);
        var due = kind switch
        {
            // A new folder is to be watched at once; the files in it may be there already.
            FileChangeKind.Created when isDirectory => DueAfter(TimeSpan.Zero),
            FileChangeKind.Created => DueAfter(OpenTime),
            FileChangeKind.Attributes when known => earlier.Due,
            _ when known => Math.Min(earlier.Due, DueAfter(SettleTime)),
            _ => DueAfter(SettleTime),
        };
        pending[path] = new PendingLook(
            due,
            earlier.WasCreated || kind == FileChangeKind.Created,
            earlier.WasDeleted || kind == FileChangeKind.Deleted);
    }

    private async ValueTask SettleAsync(CancellationToken cancellationToken)
    {
        var now = context.Time.GetTimestamp();
        foreach (var (cookie, move) in moves)
        {
            if (move.Due <= now)
            {
                moves.Remove(cookie);
                Expect(move.Path, FileChangeKind.Deleted);
            }
        }

        foreach (var (path, look) in pending.OrderBy(entry => entry.Key, StringComparer.Ordinal).ToList())
        {
            if (look.Due > now)
            {
                continue;
            }

            pending.Remove(path);
            var wasKnown = baseline.Knows(path);
            if (look.WasCreated && look.WasDeleted && !wasKnown
                && view.ReadState(path, out _) == FileOutcome.Missing)
            {
                baseline.Flash(path);
                continue;
            }

            await ScanTreeAsync(path, isSilent: false, foundByScan: false, cancellationToken);
        }

        await output.PostAsync(cancellationToken);
        problems.Report();
    }

    private long DueAfter(TimeSpan delay) =>
        context.Time.GetTimestamp() + (long)(delay.TotalSeconds * context.Time.TimestampFrequency);
}
