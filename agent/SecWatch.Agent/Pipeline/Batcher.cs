using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SecWatch.Agent.Spool;
using SecWatch.Protos.AgentEvents;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Pipeline;

/// <summary>
/// Takes blocks from the queue, encodes them into batches, and hands groups to the spool by size, count and age.
/// </summary>
/// <remarks>
/// A group ends when a lane has a full batch, when its first event is as old as the setting says, or at once after a
/// critical event when the queue is empty (20 ms after it while the queue is busy). The spool may make the batcher
/// wait; then the queue fills and the sources wait in turn.
/// </remarks>
internal sealed class Batcher : BackgroundService
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly BlockQueue queue;
    private readonly BlockPool pool;
    private readonly SpoolWriter spool;
    private readonly PipelineOptions options;
    private readonly ProgressMonitor progress;
    private readonly TimeProvider time;
    private readonly ILogger<Batcher> logger;
    private readonly LaneEncoders encoders;
    private readonly ITimer timer;
    private CommitGroup group = new();
    private long groupStarted;
    private long criticalSince;

    public Batcher(
        BlockQueue queue, BlockPool pool, SpoolWriter spool, PipelineOptions options, ProgressMonitor progress,
        TimeProvider time, ILogger<Batcher> logger)
    {
        this.queue = queue;
        this.pool = pool;
        this.spool = spool;
        this.options = options;
        this.progress = progress;
        this.time = time;
        this.logger = logger;
        encoders = new LaneEncoders(options);
        timer = time.CreateTimer(_ => queue.Nudge(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>No more blocks come: waits until what is queued was handed to the spool.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Complete();
        if (ExecuteTask is { } running)
        {
            await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        timer.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await queue.Reader.WaitToReadAsync(stoppingToken))
        {
            using (progress.Enter())
            {
                while (queue.Reader.TryRead(out var posted))
                {
                    Take(posted);
                    if (IsDue(queueIsEmpty: false))
                    {
                        break;
                    }
                }
            }

            if (IsDue(queueIsEmpty: queue.Reader.Count == 0))
            {
                await SealAsync(stoppingToken);
            }
        }

        await SealAsync(stoppingToken);
    }

    private void Take(PostedBlock posted)
    {
        if (posted is not { Block: { } block, Counters: { } counters })
        {
            RearmTimer();
            return;
        }

        if (group.IsEmpty)
        {
            groupStarted = time.GetTimestamp();
            criticalSince = 0;
            timer.Change(options.BatchAge, Timeout.InfiniteTimeSpan);
        }

        var leftOut = encoders.Add(block, group);
        group.Add(block, counters);
        if ((block.LaneBits & (1 << (int)Lane.Critical)) != 0 && criticalSince == 0)
        {
            criticalSince = Math.Max(1, time.GetTimestamp());
        }

        if (leftOut > 0)
        {
            RecordLeftOut(block.SourceId, leftOut, counters);
        }

        pool.Return(block);
    }

    /// <summary>
    /// A timer may fire a little before its time by the clock that <see cref="IsDue"/> asks. Without another one the
    /// events of the group would wait for whatever comes next, however long that takes.
    /// </summary>
    private void RearmTimer()
    {
        if (group.IsEmpty)
        {
            return;
        }

        var left = options.BatchAge - time.GetElapsedTime(groupStarted);
        timer.Change(left > ShortestWait ? left : ShortestWait, Timeout.InfiniteTimeSpan);
    }

    private bool IsDue(bool queueIsEmpty) =>
        !group.IsEmpty
        && (encoders.IsFull
            || (criticalSince != 0
                && (queueIsEmpty || time.GetElapsedTime(criticalSince) >= PipelineOptions.CriticalAge))
            || time.GetElapsedTime(groupStarted) >= options.BatchAge);

    private async Task SealAsync(CancellationToken cancellationToken)
    {
        if (group.IsEmpty)
        {
            return;
        }

        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using (progress.Enter())
        {
            encoders.FinishAll(group);
        }

        var full = group;
        group = new CommitGroup();
        await spool.EnqueueAsync(full, cancellationToken);
    }

    private void RecordLeftOut(string sourceId, int count, SourceCounters counters)
    {
        PipelineLog.EventTooLarge(logger, sourceId);
        counters.CountDropped(count);
        var now = time.GetUtcNow();
        var gap = new GapRecord(
            sourceId, now, now, count, GapCount.Exact, GapReason.RecordDamaged, 0, 0,
            "An event had more fields or was larger than a batch may hold.");
        encoders.Add(
            GapRecord.Shape(sourceId, Environment.MachineName), Lane.Critical, now.UtcTicks, gap.ToValues(), group);
        criticalSince = Math.Max(1, time.GetTimestamp());
    }
}
