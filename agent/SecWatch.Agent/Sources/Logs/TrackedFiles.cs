using SecWatch.Agent.Pipeline;

namespace SecWatch.Agent.Sources.Logs;

/// <summary>The files that a log source follows, and their stored positions.</summary>
internal sealed class TrackedFiles : IDisposable
{
    /// <summary>The key that says that the source ran before, also where no file was there then.</summary>
    public const string StartedKey = "started";

    private readonly Dictionary<FileIdentity, TrackedFile> byIdentity = [];
    private readonly List<string> forgotten = [];
    private bool isStartedStored;

    public TrackedFiles(IReadOnlyDictionary<string, byte[]> positions)
    {
        isStartedStored = positions.ContainsKey(StartedKey);
        IsFirstStart = positions.Count == 0;
        foreach (var (key, bytes) in positions)
        {
            if (FileIdentity.TryParseKey(key, out var identity) && FilePosition.TryDecode(bytes, out var position))
            {
                Add(new TrackedFile(identity, position.Path, position));
            }
        }

        All.Sort(static (left, right) => string.CompareOrdinal(left.Key, right.Key));
    }

    /// <summary>Whether the source never ran before.</summary>
    public bool IsFirstStart { get; private set; }

    /// <summary>In the order in which they became known.</summary>
    public List<TrackedFile> All { get; } = [];

    public TrackedFile? Find(FileIdentity identity) => byIdentity.GetValueOrDefault(identity);

    /// <summary>Finds a file whose volume got another number, as after a restart of the computer.</summary>
    public TrackedFile? FindMoved(LogEntry entry) =>
        All.Find(file => !file.IsFound && file.Handle is null
            && file.Identity.Number == entry.Stat.Identity.Number
            && file.Identity.Device != entry.Stat.Identity.Device
            && string.Equals(file.Path, entry.Path, StringComparison.Ordinal));

    public void Add(TrackedFile file)
    {
        byIdentity.Add(file.Identity, file);
        All.Add(file);
    }

    /// <summary>Stops following a file and forgets its position with the next block.</summary>
    public void Remove(TrackedFile file)
    {
        file.Close();
        byIdentity.Remove(file.Identity);
        All.Remove(file);
        forgotten.Add(file.Key);
    }

    /// <summary>Whether there are positions to be stored.</summary>
    public bool HasChanges => !isStartedStored || forgotten.Count > 0 || All.Exists(static file => file.IsDirty);

    /// <summary>Puts the changed positions into the block whose lines they cover.</summary>
    public void Commit(EventBlock block, DateTimeOffset now)
    {
        foreach (var key in forgotten)
        {
            block.SetPosition(key, null);
        }

        forgotten.Clear();
        if (!isStartedStored)
        {
            block.SetPosition(StartedKey, [1]);
            isStartedStored = true;
            IsFirstStart = false;
        }

        foreach (var file in All)
        {
            if (file.IsDirty)
            {
                block.SetPosition(file.Key, file.ToPosition(now.UtcTicks).Encode());
                file.IsDirty = false;
            }
        }
    }

    public void Dispose()
    {
        foreach (var file in All)
        {
            file.Dispose();
        }
    }
}
