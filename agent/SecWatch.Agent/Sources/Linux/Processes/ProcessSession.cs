using SecWatch.Protos.AgentEvents;

namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>One subscription to the process connector, from its opening to its end.</summary>
/// <remarks>
/// The position travels with every block: what is not committed lies after <see cref="ProcessPosition.LastSeenTicks"/>,
/// and the next session's gap record starts there. That session subscribes first and scans /proc after that, so that
/// every process that still lives is seen by one of the two, and reported once: a start that the scan reported is not
/// reported again when its notification, older than the scan, comes out of the queue.
/// </remarks>
internal sealed class ProcessSession(
    ISourceContext context, ProcessSourceOptions options, IProcessConnector connector, ProcessPosition? saved)
{
    private const ulong ProbePatienceNs = 5_000_000_000;

    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ScanMargin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PositionInterval = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ScanInterval = TimeSpan.FromSeconds(5);

    private readonly KernelClock clock = new(context.Time);
    private readonly ProcessOutput output = new(context);
    private ProcessFollower follower = null!;
    private ProcessPosition? posted;
    private Guid bootId;
    private long forksAtStart;
    private long forksSeen;
    private long lastSeenTicks;
    private long lastFlush;
    private long lastScan;
    private bool scanWanted;
    private ulong overflowSinceNs;
    private ulong lastOverflowNs;
    private ulong probedNs;
    private long overflowToTicks;

    public ConnectorOutcome Open(out string reason)
    {
        bootId = KernelClock.ReadBootId();
        clock.Refresh();

        // Both before the subscription, so that at most too much is called missing and never too little.
        lastSeenTicks = context.Time.GetUtcNow().UtcTicks;
        forksAtStart = KernelClock.ReadForks();
        return connector.Open(out reason);
    }

    /// <summary>Follows until cancelled or until the connection breaks.</summary>
    /// <returns>The last position that was handed on with a block, for the next session.</returns>
    public ProcessPosition? Run(CancellationToken cancellationToken)
    {
        var hashes = new ImageHashes(options.HashBytesMax, context.Time);
        using var receiver = new ProcessReceiver(connector, new ProcessReader(hashes.IsKnown));
        var sameBoot = saved is not null && saved.BootId == bootId;
        var reported = sameBoot
            ? new ReportedStarts(saved!.FloorStartTicks, saved.Reported)
            : new ReportedStarts(clock.NowStartTicks, new Dictionary<int, long>());
        follower = new ProcessFollower(context, options, clock, output, hashes, reported, bootId);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var stopping = stop.Token;
        var thread = new Thread(() => receiver.Run(stopping)) { IsBackground = true, Name = "process-receive" };
        thread.Start();
        try
        {
            ReportReadable();
            Begin(sameBoot, cancellationToken);
            while (!receiver.Queue.IsCompleted)
            {
                Step(receiver, cancellationToken);
            }
        }
        finally
        {
            stop.Cancel();
            thread.Join();
        }

        if (receiver.Failure is { } failure)
        {
            throw new InvalidOperationException("The thread that receives process events failed.", failure);
        }

        Flush(cancellationToken);
        return posted ?? saved;
    }

    private void ReportReadable()
    {
        if (Capabilities.Read().MayReadProcesses)
        {
            context.Report(SourceState.Running, "");
        }
        else
        {
            context.Report(
                SourceState.Degraded,
                "image and folder of other users' processes need CAP_SYS_PTRACE; run the agent as root or with that "
                    + "capability");
        }
    }

    /// <summary>Fills the table, reports what started since the saved position and says what may be missing.</summary>
    private void Begin(bool sameBoot, CancellationToken cancellationToken)
    {
        // Where every processor's counter is known from the start, no loss of its first notifications goes unseen.
        ProcessorProbe.Run();
        var found = follower.Scan(saved is not null);

        // A program that starts and ends while /proc is read can slip through between the scan and the notifications:
        // the gap record covers that moment too, so that it never says too little.
        var now = context.Time.GetUtcNow() + ScanMargin;
        lastScan = context.Time.GetTimestamp();
        if (saved is not null)
        {
            var from = new DateTimeOffset(saved.LastSeenTicks, TimeSpan.Zero);
            var forks = Math.Max(0, KernelClock.ReadForks() - saved.Forks - found);
            output.AddGap(new GapRecord(
                ProcessSource.SourceId,
                from < now ? from : now,
                now,
                sameBoot ? forks : 0,
                sameBoot ? GapCount.AtMost : GapCount.Unknown,
                GapReason.AgentNotRunning,
                0,
                0,
                sameBoot
                    ? "Processes that started while nobody listened; those still alive are reported. The count is of "
                        + "forks and threads. Exits, and programs started by older processes, are missing too."
                    : "Processes that started and ended before and after a restart of the computer."));
        }

        Flush(cancellationToken);
    }

    private void Step(ProcessReceiver receiver, CancellationToken cancellationToken)
    {
        var quietSinceNs = receiver.QuietSinceNs;
        if (receiver.Queue.TryTake(out var item, output.IsEmpty ? IdleWait : output.TimeLeft))
        {
            Handle(item);
        }
        else if (quietSinceNs > 0)
        {
            // Nothing was queued, and the receiver had seen all up to this moment before that.
            lastSeenTicks = Math.Max(lastSeenTicks, clock.WallTicksOf(quietSinceNs));
            clock.Refresh();
            SettleOverflow(quietSinceNs);
        }

        if (scanWanted && context.Time.GetElapsedTime(lastScan) > ScanInterval)
        {
            scanWanted = follower.NeedsAnotherScan;
            lastScan = context.Time.GetTimestamp();
            _ = follower.Scan(reportUnknown: true);
        }

        if (output.IsDue
            || (output.IsEmpty && (output.HasGaps || context.Time.GetElapsedTime(lastFlush) > PositionInterval)))
        {
            Flush(cancellationToken);
        }
    }

    private void Handle(in ReceivedNotification item)
    {
        if (item.Outcome == ReceiveOutcome.Failed)
        {
            return;
        }

        if (item.Outcome == ReceiveOutcome.Overflow)
        {
            lastOverflowNs = KernelClock.MonotonicNs;
            overflowSinceNs = overflowSinceNs == 0 ? lastOverflowNs : overflowSinceNs;
            overflowToTicks = context.Time.GetUtcNow().UtcTicks;
            scanWanted = true;
            return;
        }

        var timeTicks = clock.WallTicksOf(item.Notification.TimestampNs);
        if (item.Lost > 0)
        {
            output.AddKernelLoss(item.Lost, Math.Min(clock.WallTicksOf(item.LostSinceNs), timeTicks), timeTicks);
            context.CountDropped(item.Lost);
            overflowSinceNs = 0;
            scanWanted = true;
        }

        follower.Handle(item.Notification, item.Snapshot, timeTicks);
        forksSeen = item.Forks;

        // Processors may deliver out of order by a moment: a margin keeps "nothing before this is missing" true.
        lastSeenTicks = timeTicks - TimeSpan.TicksPerMillisecond;
    }

    /// <summary>Brings the holes that an overflow left to light; where there is none, it has no number.</summary>
    private void SettleOverflow(ulong quietSinceNs)
    {
        // One processor's hole does not speak for the others: they are all asked, once there is room for the answers.
        if (probedNs < lastOverflowNs && quietSinceNs > lastOverflowNs)
        {
            probedNs = KernelClock.MonotonicNs;
            ProcessorProbe.Run();
        }

        if (overflowSinceNs == 0 || probedNs < lastOverflowNs || quietSinceNs < probedNs + ProbePatienceNs)
        {
            return;
        }

        output.AddGap(new GapRecord(
            ProcessSource.SourceId,
            new DateTimeOffset(Math.Min(lastSeenTicks, clock.WallTicksOf(overflowSinceNs)), TimeSpan.Zero),
            new DateTimeOffset(overflowToTicks, TimeSpan.Zero),
            0,
            GapCount.Unknown,
            GapReason.KernelOverflow,
            0,
            0,
            "The kernel dropped notifications (forks, starts, exits, threads)."));
        overflowSinceNs = 0;
    }

    private void Flush(CancellationToken cancellationToken)
    {
        var position = new ProcessPosition(
            bootId,
            lastSeenTicks,
            forksAtStart + forksSeen,
            follower.Reported.FloorStartTicks,
            follower.Reported.Young);
        if (output.Flush(position.ToBytes(), cancellationToken))
        {
            posted = position with { Reported = new Dictionary<int, long>(position.Reported) };
        }

        lastFlush = context.Time.GetTimestamp();
    }
}
