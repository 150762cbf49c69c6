using SecWatch.Agent.Pipeline;
using SecWatch.Protos.AgentEvents;

namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>Collects events into blocks, posts them, and turns what could not be posted into gap records.</summary>
internal sealed class ProcessOutput(ISourceContext context)
{
    private const int EventCountMax = 200;
    private static readonly TimeSpan AgeMax = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(10);

    private readonly LossWindow kernelLoss = new();
    private readonly LossWindow queueLoss = new();
    private readonly List<GapRecord> gaps = [];
    private EventBlock? block;
    private int eventCount;
    private long firstTicks;
    private long lastTicks;
    private long blockStarted;

    public bool IsEmpty => eventCount == 0;

    /// <summary>Whether a block is due by count or by age.</summary>
    public bool IsDue =>
        eventCount >= EventCountMax || (eventCount > 0 && context.Time.GetElapsedTime(blockStarted) >= AgeMax);

    public bool HasGaps => kernelLoss.Count > 0 || queueLoss.Count > 0 || gaps.Count > 0;

    /// <summary>How long the present block may still wait for more events.</summary>
    public TimeSpan TimeLeft
    {
        get
        {
            var left = AgeMax - context.Time.GetElapsedTime(blockStarted);
            return left < TimeSpan.Zero ? TimeSpan.Zero : left;
        }
    }

    /// <summary>The block to write the next event into; its time is needed should the event have to be left
    /// out.</summary>
    public EventBlock Next(long timeTicks)
    {
        block ??= context.Rent();
        if (eventCount++ == 0)
        {
            blockStarted = context.Time.GetTimestamp();
            firstTicks = timeTicks;
            lastTicks = timeTicks;
        }

        firstTicks = Math.Min(firstTicks, timeTicks);
        lastTicks = Math.Max(lastTicks, timeTicks);
        return block;
    }

    /// <summary>Notes messages that the kernel dropped; one gap record a block sums them up.</summary>
    public void AddKernelLoss(long count, long fromTicks, long toTicks) => kernelLoss.Add(count, fromTicks, toTicks);

    public void AddGap(GapRecord gap) => gaps.Add(gap);

    /// <summary>Posts what there is, with the position.</summary>
    /// <returns>false where the pipeline had no room: the events are left out, and the next block says so.</returns>
    public bool Flush(byte[] position, CancellationToken cancellationToken)
    {
        var full = block ?? context.Rent();
        var now = context.Time.GetUtcNow();
        if (kernelLoss.Count > 0)
        {
            full.AddGap(GapOf(
                kernelLoss,
                GapReason.KernelOverflow,
                "The kernel dropped so many notifications (forks, starts, exits, threads)."), context.Computer, now);
        }

        if (queueLoss.Count > 0)
        {
            full.AddGap(
                GapOf(queueLoss, GapReason.QueueOverflow, "The agent had no room for so many process events."),
                context.Computer,
                now);
        }

        foreach (var gap in gaps)
        {
            full.AddGap(gap, context.Computer, now);
        }

        full.SetPosition(ProcessSource.PositionKey, position);
        if (TryPost(full, cancellationToken))
        {
            kernelLoss.Clear();
            queueLoss.Clear();
            gaps.Clear();
            block = null;
            eventCount = 0;
            return true;
        }

        if (eventCount > 0)
        {
            queueLoss.Add(eventCount, firstTicks, lastTicks);
            context.CountDropped(eventCount);
        }

        full.Reset(ProcessSource.SourceId);
        block = full;
        eventCount = 0;
        return false;
    }

    /// <summary>Waits a little for room: the queues before this one are larger than the pipeline's.</summary>
    private bool TryPost(EventBlock full, CancellationToken cancellationToken)
    {
        var started = context.Time.GetTimestamp();
        while (!context.TryPost(full))
        {
            if (context.Time.GetElapsedTime(started) > Patience || cancellationToken.WaitHandle.WaitOne(RetryDelay))
            {
                return false;
            }
        }

        return true;
    }

    private static GapRecord GapOf(LossWindow loss, GapReason reason, string detail) => new(
        ProcessSource.SourceId,
        new DateTimeOffset(loss.FromTicks, TimeSpan.Zero),
        new DateTimeOffset(loss.ToTicks, TimeSpan.Zero),
        loss.Count,
        GapCount.Exact,
        reason,
        0,
        0,
        detail);
}
