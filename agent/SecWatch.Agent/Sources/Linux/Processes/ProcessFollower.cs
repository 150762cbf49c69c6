namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>Turns notifications and scans into events, with the table of live processes.</summary>
/// <remarks>One thread at a time, in the order of the notifications.</remarks>
internal sealed class ProcessFollower(
    ISourceContext context,
    ProcessSourceOptions options,
    KernelClock clock,
    ProcessOutput output,
    ImageHashes hashes,
    ReportedStarts reported,
    Guid bootId)
{
    private readonly ProcessTable table = new(bootId.ToByteArray(bigEndian: true));
    private readonly ProcessEventWriter writer = new(context.Computer, new UserNames("/etc/passwd", context.Time));
    private readonly ProcessReader reader = new(hashes.IsKnown);
    private HashSet<int> missingAtLastScan = [];

    public ReportedStarts Reported => reported;

    /// <summary>The last scan missed processes whose exits may still be in the queue; the next one drops
    /// them.</summary>
    public bool NeedsAnotherScan => missingAtLastScan.Count > 0;

    public void Handle(in ProcessNotification notification, ProcessSnapshot? snapshot, long timeTicks)
    {
        switch (notification.Kind)
        {
            case ProcessEventKind.Fork when notification.IsWholeProcess:
                Fork(notification);
                break;
            case ProcessEventKind.Exec when snapshot is not null:
                Exec(notification, snapshot, timeTicks);
                break;
            case ProcessEventKind.Exit when notification.IsWholeProcess:
                Exit(notification, timeTicks);
                break;
            default:
                break;
        }
    }

    /// <summary>Brings the table in line with /proc.</summary>
    /// <param name="reportUnknown">Whether programs that are neither known nor reported before are events.</param>
    /// <returns>How many starts were reported.</returns>
    public int Scan(bool reportUnknown)
    {
        var missing = table.ProcessIds.ToHashSet();
        var added = new List<(ProcessEntry Entry, ProcessSnapshot Snapshot, bool IsNew)>();
        foreach (var processId in ProcessScan.ProcessIds())
        {
            if (!reader.TryReadStart(processId, out var startTicks, out var neverExecuted))
            {
                continue;
            }

            missing.Remove(processId);
            if (table.Find(processId) is { } known && (known.Executed || neverExecuted)
                && Math.Abs(known.StartTicks - startTicks) <= 1)
            {
                continue;
            }

            var isNew = reportUnknown && !neverExecuted && !reported.Contains(processId, startTicks);
            var snapshot = reader.Read(processId);
            if (snapshot.StartTicks > 0)
            {
                added.Add((Add(processId, snapshot, isNew), snapshot, isNew));
            }
            else
            {
                snapshot.ImageFile?.Dispose();
            }
        }

        var found = 0;
        foreach (var (entry, snapshot, isNew) in added)
        {
            // Only now every parent is in the table.
            entry.Parent ??= table.Find(entry.ParentProcessId)?.Self;
            if (isNew)
            {
                WriteStart(entry, snapshot, clock.WallTicksOfStart(snapshot.StartTicks), foundByScan: true);
                found++;
            }

            snapshot.ImageFile?.Dispose();
        }

        foreach (var processId in missing.Where(missingAtLastScan.Contains))
        {
            table.Remove(processId);
            reported.Remove(processId);
        }

        missingAtLastScan = missing;
        return found;
    }

    private ProcessEntry Add(int processId, ProcessSnapshot snapshot, bool isNew)
    {
        var known = table.Find(processId);
        var entry = new ProcessEntry
        {
            Self = new ProcessIdentity(
                processId,
                table.GuidOf(processId, snapshot.StartTicks),
                snapshot.Image,
                snapshot.CommandLine,
                snapshot.UserId is { } user ? writer.UserOf(user) : null),
            Parent = known?.Parent,
            ParentProcessId = known?.ParentProcessId ?? snapshot.ParentProcessId,
            StartTicks = snapshot.StartTicks,
            Executed = !snapshot.NeverExecuted,
            ReportedByScanNs = isNew ? KernelClock.MonotonicNs : 0,
        };
        table.Set(processId, entry);
        return entry;
    }

    private void Fork(in ProcessNotification notification)
    {
        if (table.Find(notification.ProcessId) is { } scanned
            && Math.Abs(scanned.StartTicks - clock.StartTicksOf(notification.TimestampNs)) <= 1)
        {
            // A scan was faster than this notification; it has read the process itself.
            scanned.ParentProcessId = notification.ParentProcessId;
            scanned.Parent = table.Find(notification.ParentProcessId)?.Self ?? scanned.Parent;
            return;
        }

        table.Fork(
            notification.ProcessId, notification.ParentProcessId, clock.StartTicksOf(notification.TimestampNs));
    }

    private void Exec(in ProcessNotification notification, ProcessSnapshot snapshot, long timeTicks)
    {
        using var image = snapshot.ImageFile;
        var entry = table.Find(notification.ProcessId);
        if (entry is { ReportedByScanNs: > 0 } && notification.TimestampNs <= entry.ReportedByScanNs
            && IsSameProgram(entry.Self, snapshot))
        {
            entry.ReportedByScanNs = 0;
            return;
        }

        if (entry is null)
        {
            table.Fork(
                notification.ProcessId,
                snapshot.ParentProcessId,
                snapshot.StartTicks > 0 ? snapshot.StartTicks : clock.StartTicksOf(notification.TimestampNs));
            entry = table.Find(notification.ProcessId);
            if (entry is null)
            {
                // The table is full. The event is written all the same.
                var self = new ProcessIdentity(notification.ProcessId, default, null, null, null);
                entry = new ProcessEntry { Self = self };
            }
        }

        if (snapshot.StartTicks > 0)
        {
            entry.StartTicks = snapshot.StartTicks;
        }

        entry.Executed = true;
        entry.Self = new ProcessIdentity(
            notification.ProcessId,
            table.GuidOf(notification.ProcessId, entry.StartTicks),
            snapshot.Image,
            snapshot.CommandLine,
            snapshot.UserId is { } user ? writer.UserOf(user) : entry.Self.User);
        WriteStart(entry, snapshot, timeTicks, foundByScan: false);
    }

    private static bool IsSameProgram(ProcessIdentity scanned, ProcessSnapshot snapshot) =>
        snapshot.Image is null
        || (snapshot.Image.AsSpan().SequenceEqual(scanned.Image)
            && snapshot.CommandLine.AsSpan().SequenceEqual(scanned.CommandLine));

    private void WriteStart(ProcessEntry entry, ProcessSnapshot snapshot, long timeTicks, bool foundByScan)
    {
        reported.Add(entry.Self.ProcessId, entry.StartTicks);
        var hash = snapshot.ImageKey is { } key ? hashes.HashOf(key, snapshot.ImageFile) : null;
        writer.WriteStart(
            output.Next(timeTicks), timeTicks, entry, snapshot, hash, options.HashBytesMax > 0, foundByScan);
    }

    private void Exit(in ProcessNotification notification, long timeTicks)
    {
        reported.Remove(notification.ProcessId);
        var entry = table.Remove(notification.ProcessId);
        if (entry is { Executed: true } && options.ReportExits)
        {
            writer.WriteExit(output.Next(timeTicks), timeTicks, entry, notification.ExitStatus);
        }
    }
}
