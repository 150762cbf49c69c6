namespace SecWatch.Agent.Sources.Files;

/// <summary>What is remembered of every watched file, and the comparison with what is there.</summary>
/// <remarks>Every change of the memory goes into the output beside the finding that it belongs to.</remarks>
internal sealed class FileBaseline(
    IFileView view, FileScope scope, FileOutput output, FileIntegrityOptions options, FileProblems problems)
{
    private const string TooLarge = "no hash: the file is larger than the limit";
    private const string NotReadable = "no hash: the content cannot be read";
    private const string ContentDenied = "content not readable without CAP_DAC_READ_SEARCH";
    private const string Vanished = "deleted before it could be read";

    private readonly Dictionary<string, FileState> states = new(StringComparer.Ordinal);

    /// <summary>Those that are gone, by inode, while a scan looks where they went.</summary>
    private Dictionary<ulong, string> gone = [];

    public IReadOnlyCollection<string> Paths => states.Keys;

    public bool Knows(string path) => states.ContainsKey(path);

    public void Load(string key, byte[] position)
    {
        if (RawPath.TryFromKey(key, out var path) && scope.Includes(path)
            && FileState.TryParse(position, out var state))
        {
            states[path] = state;
        }
        else
        {
            output.SetPosition(key, null);
        }
    }

    /// <summary>Looks at one path.</summary>
    /// <param name="isSilent">What is not known yet is remembered without an event.</param>
    /// <returns>What is there now; null where there is nothing or it cannot be read.</returns>
    public FileState? Look(string path, bool isSilent, bool foundByScan)
    {
        switch (view.ReadState(path, out var now))
        {
            case FileOutcome.Missing:
                problems.Clear(path);
                Delete(path, foundByScan);
                return null;
            case FileOutcome.Read:
                problems.Clear(path);
                break;
            case FileOutcome.Denied:
                problems.Set(path, "not readable without CAP_DAC_READ_SEARCH");
                return null;
            default:
                problems.Set(path, "cannot be read");
                return null;
        }

        if (!states.TryGetValue(path, out var before))
        {
            Appear(path, now, isSilent, foundByScan);
        }
        else if (!before.IsUntouched(now) || IsHashWanted(before))
        {
            Compare(path, before, now, foundByScan);
        }

        return now;
    }

    /// <summary>It was there and is gone again; both are told, without its content.</summary>
    public void Flash(string path)
    {
        output.Add(new FileFinding(FileEventWriter.Created, path, null, null, null, Vanished, false));
        output.Add(new FileFinding(FileEventWriter.Deleted, path, null, null, null, Vanished, false));
    }

    /// <summary>Forgets a path and what lay below it, with an event for each.</summary>
    public void Delete(string path, bool foundByScan)
    {
        foreach (var lost in Below(path))
        {
            output.Add(new FileFinding(FileEventWriter.Deleted, lost, null, states[lost], null, null, foundByScan));
            Forget(lost);
        }
    }

    /// <summary>A watched path got another name within what is watched.</summary>
    /// <returns>false where one of the two is not there: then both are to be looked at.</returns>
    public bool Rename(string source, string target, bool foundByScan)
    {
        if (!states.TryGetValue(source, out var before) || view.ReadState(target, out var now) != FileOutcome.Read)
        {
            return false;
        }

        FileState? replaced = states.TryGetValue(target, out var known) ? known : null;
        var kept = before.Inode == now.Inode && before.Size == now.Size && before.ModifiedNs == now.ModifiedNs;
        string? incomplete = null;
        now = kept ? now with { Sha256 = before.Sha256 } : WithHash(target, now, out incomplete);
        foreach (var moved in Below(source))
        {
            var state = states[moved];
            Forget(moved);
            if (moved.Length > source.Length && scope.Includes(target + moved[source.Length..]))
            {
                Remember(target + moved[source.Length..], state);
            }
        }

        Remember(target, now);
        output.Add(new FileFinding(
            FileEventWriter.Renamed, target, source, replaced, now, incomplete, foundByScan));
        if (!before.HasSameRights(now))
        {
            output.Add(new FileFinding(
                FileEventWriter.RightsChanged, target, null, before, now, null, foundByScan));
        }

        return true;
    }

    /// <summary>Starts a scan: notes what is gone, so that it may be found under another name.</summary>
    public void BeginScan()
    {
        gone = [];
        foreach (var (path, state) in states)
        {
            if (state.IsRegular && state.Inode != 0 && view.ReadState(path, out _) == FileOutcome.Missing)
            {
                gone[state.Inode] = path;
            }
        }
    }

    private void Appear(string path, in FileState now, bool isSilent, bool foundByScan)
    {
        if (foundByScan && now.IsRegular && gone.Remove(now.Inode, out var source)
            && states.TryGetValue(source, out var before)
            && before.Size == now.Size && before.ModifiedNs == now.ModifiedNs && Rename(source, path, foundByScan))
        {
            return;
        }

        if (states.Count >= options.FileCountMax)
        {
            problems.Set("sources.files", "more files than FileCountMax; the rest is not watched");
            return;
        }

        var hashed = WithHash(path, now, out var incomplete);
        Remember(path, hashed);
        if (!isSilent)
        {
            output.Add(new FileFinding(FileEventWriter.Created, path, null, null, hashed, incomplete, foundByScan));
        }
    }

    private void Compare(string path, in FileState before, FileState now, bool foundByScan)
    {
        var hashed = WithHash(path, now, out var incomplete);
        if (before.IsUntouched(hashed) && hashed.Sha256 is null)
        {
            return;
        }

        Remember(path, hashed);
        if (!before.HasSameContent(hashed))
        {
            output.Add(new FileFinding(
                FileEventWriter.Changed, path, null, before, hashed, incomplete, foundByScan));
        }

        if (!before.HasSameRights(hashed))
        {
            output.Add(new FileFinding(
                FileEventWriter.RightsChanged, path, null, before, hashed, incomplete, foundByScan));
        }
    }

    private FileState WithHash(string path, in FileState now, out string? incomplete)
    {
        incomplete = null;
        if (!now.IsRegular && !now.IsLink)
        {
            return now;
        }

        if (now.Size > options.HashBytesMax)
        {
            incomplete = TooLarge;
            return now;
        }

        switch (view.Hash(path, now, out var sha256))
        {
            case FileOutcome.Read:
                return now with { Sha256 = sha256 };
            case FileOutcome.Denied:
                problems.Set(path, ContentDenied);
                break;
            default:
                break;
        }

        incomplete = NotReadable;
        return now;
    }

    private bool IsHashWanted(in FileState state) =>
        state.Sha256 is null && (state.IsRegular || state.IsLink) && state.Size <= options.HashBytesMax;

    private List<string> Below(string path)
    {
        var prefix = path + view.Separator;
        var below = new List<string>();
        if (states.TryGetValue(path, out var state))
        {
            below.Add(path);
            if (!state.IsDirectory)
            {
                return below;
            }
        }

        below.AddRange(states.Keys.Where(known => known.StartsWith(prefix, StringComparison.Ordinal)));
        return below;
    }

    private void Remember(string path, in FileState state)
    {
        states[path] = state;
        output.SetPosition(RawPath.ToKey(path), state.ToBytes());
    }

    private void Forget(string path)
    {
        states.Remove(path);
        output.SetPosition(RawPath.ToKey(path), null);
    }
}
