namespace SecWatch.Agent.Sources.Logs;

/// <summary>
/// Follows the files of one log: each pass hands on every whole line that was written since the last.
/// </summary>
/// <remarks>
/// A file under a live name is held open, so that it can be read to its end when it is renamed or deleted. A rotated
/// or deleted file is read on until nothing was added to it for <see cref="QuietTime"/>; then the rest that has no line
/// end is handed on too, and the file is closed. Lines, gaps and the positions that cover them travel in one block.
/// One thread at a time.
/// </remarks>
internal sealed class LogFollower : IDisposable
{
    /// <summary>How long a rotated file must be quiet before it counts as complete.</summary>
    public static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(10);

    // Beyond this many, files are opened for reading only: one that is deleted unread is then a gap.
    private const int OpenFilesMax = 512;

    private readonly ISourceContext context;
    private readonly TrackedFiles files;
    private readonly LogWriter writer;
    private readonly LineReader reader;
    private readonly LogDiscovery discovery;
    private int openFiles;

    public LogFollower(LogSourceOptions options, string sourceId, ISourceContext context)
    {
        this.context = context;
        files = new TrackedFiles(context.Positions);
        writer = new LogWriter(options, sourceId, context);
        reader = new LineReader(options, writer);
        discovery = new LogDiscovery(options, sourceId, files, writer, context.Time);
    }

    public IReadOnlyList<TrackedFile> Files => files.All;

    public IReadOnlySet<string> Folders => discovery.Folders;

    public IReadOnlySet<string> DeniedFolders => discovery.DeniedFolders;

    /// <summary>Whether something must be looked at again soon, without waiting for a notification.</summary>
    public bool IsWaiting => discovery.IsWaiting || files.All.Exists(static file => file.IsTruncated);

    /// <summary>Reads all files once.</summary>
    /// <param name="scan">Whether to look for new, renamed and deleted files too.</param>
    public async ValueTask PassAsync(bool scan, CancellationToken cancellationToken)
    {
        writer.SetNow(context.Time.GetUtcNow());
        if (scan)
        {
            discovery.Run();
        }

        await ReadAllAsync(cancellationToken);
        if (files.All.Exists(static file => file.IsTruncated) && ResolveTruncations(hasScanned: scan))
        {
            await ReadAllAsync(cancellationToken);
        }

        await RetireAsync(cancellationToken);
        reader.Dispose();
        await FlushAsync(cancellationToken);
    }

    public void Dispose()
    {
        reader.Dispose();
        files.Dispose();
    }

    // Rotated files come first: they hold the older lines.
    private async ValueTask ReadAllAsync(CancellationToken cancellationToken)
    {
        openFiles = files.All.Count(static file => file.Handle is not null);
        for (var pass = 0; pass < 2; pass++)
        {
            for (var i = 0; i < files.All.Count; i++)
            {
                var file = files.All[i];
                if (file.IsLive == (pass == 1))
                {
                    await ReadAsync(file, isFinal: false, cancellationToken);
                }
            }
        }
    }

    private bool ResolveTruncations(bool hasScanned)
    {
        var before = files.All.Count(static file => file.IsTruncated);
        if (!hasScanned)
        {
            discovery.Run();
        }

        foreach (var file in files.All)
        {
            if (file.IsTruncated)
            {
                discovery.ResolveTruncation(file);
            }
        }

        return files.All.Count(static file => file.IsTruncated) < before;
    }

    private async ValueTask ReadAsync(TrackedFile file, bool isFinal, CancellationToken cancellationToken)
    {
        if (file.IsTruncated || !TryPrepare(file, out var size)
                || (!isFinal && size == Math.Max(file.Offset, file.ScannedTo)))
        {
            return;
        }

        reader.Forget();
        try
        {
            ReadOutcome outcome;
            while ((outcome = reader.Read(file, size, isFinal)) == ReadOutcome.BlockFull)
            {
                await FlushAsync(cancellationToken);
            }

            file.IsTruncated = outcome == ReadOutcome.Rewritten;
            file.Problem = null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            file.Problem = $"cannot read {file.Path}: {exception.Message}";
            file.Close();
        }

        if (openFiles > OpenFilesMax)
        {
            openFiles--;
            file.Close();
        }
    }

    /// <returns>false where there is nothing to read; <see cref="TrackedFile.IsTruncated"/> and
    /// <see cref="TrackedFile.Problem"/> may say why.</returns>
    private bool TryPrepare(TrackedFile file, out long size)
    {
        size = 0;
        if (file.Handle is null && !TryOpen(file))
        {
            return false;
        }

        if (LogFiles.TryStat(file.Handle!, out var stat) != FileAccessOutcome.Done)
        {
            file.Problem = $"cannot read {file.Path}: the file system failed";
            file.Close();
            return false;
        }

        size = stat.Size;
        var isChanged = stat.ModifiedTicks != file.ModifiedTicks;
        file.CheckedTicks = context.Time.GetUtcNow().UtcTicks;
        var fingerprint = file.Fingerprint;
        if (size < Math.Max(file.Offset, file.ScannedTo)
            || (isChanged && !file.Fingerprint.TryExtend(file.Handle!, file.Offset, out fingerprint)))
        {
            file.IsTruncated = true;
            return false;
        }

        file.IsDirty |= fingerprint != file.Fingerprint;
        file.Fingerprint = fingerprint;
        if (file.IsLive || size > file.Offset)
        {
            file.Flags &= ~FileFlags.Finished;
        }

        if (isChanged)
        {
            if (file.ModifiedTicks != 0 && !file.IsLive)
            {
                file.QuietSince = context.Time.GetUtcNow();
            }

            file.ModifiedTicks = stat.ModifiedTicks;
        }

        return true;
    }

    private bool TryOpen(TrackedFile file)
    {
        if (!file.IsLive && file.QuietSince is null)
        {
            return false;
        }

        var outcome = LogFiles.TryOpen(file.Path, out var handle);
        file.IsDenied = outcome == FileAccessOutcome.Denied;
        file.Problem = outcome switch
        {
            FileAccessOutcome.Denied => DeniedReason.Describe(file.Path),
            FileAccessOutcome.Failed => $"cannot open {file.Path}: the file system failed",
            _ => null,
        };
        if (handle is null)
        {
            return false;
        }

        // Between the scan and now another file may have got the name; the next scan will tell.
        if (LogFiles.TryStat(handle, out var stat) != FileAccessOutcome.Done || stat.Identity != file.Identity)
        {
            handle.Dispose();
            return false;
        }

        file.Handle = handle;
        file.ModifiedTicks = 0;
        openFiles++;
        return true;
    }

    private async ValueTask RetireAsync(CancellationToken cancellationToken)
    {
        foreach (var file in files.All.ToArray())
        {
            if (file.IsLive || file.Handle is null || file.IsTruncated
                || context.Time.GetUtcNow() - file.QuietSince < QuietTime)
            {
                continue;
            }

            await ReadAsync(file, isFinal: true, cancellationToken);
            if (file.IsTruncated)
            {
                continue;
            }

            file.Close();
            file.QuietSince = null;
            if (file.IsFound)
            {
                file.Flags |= FileFlags.Finished;
                file.IsDirty = true;
            }
            else
            {
                files.Remove(file);
            }
        }
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (!writer.HasEvents && !files.HasChanges)
        {
            return;
        }

        files.Commit(writer.Block, context.Time.GetUtcNow());
        await context.PostAsync(writer.Take(), cancellationToken);
    }
}
