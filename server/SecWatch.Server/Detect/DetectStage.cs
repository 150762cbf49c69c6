using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Alerts;
using SecWatch.Server.Events;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Detect;

/// <summary>
/// Reads stored batches, evaluates them, and writes alerts, gaps and the checkpoint in one transaction.
/// </summary>
/// <remarks>
/// The position in memory runs ahead of the stored checkpoint only over batches without findings: evaluating those
/// again
/// after a crash changes nothing. Whatever has findings moves the checkpoint in the transaction that writes them, so it
/// is written exactly once. After a failed commit the stored checkpoint is read again, because nobody knows whether the
/// commit took place.
/// </remarks>
internal sealed class DetectStage(
    IEventStore store,
    StateContextFactory contexts,
    BatchEvaluator evaluator,
    AlertWriter alerts,
    AlertChanges changes,
    DetectProgress progress,
    DetectMetrics metrics,
    TimeProvider time,
    ILogger<DetectStage> logger)
{
    /// <summary>The checkpoint's name.</summary>
    public const string CheckpointName = "detect";

    private const int BatchCountMax = 64;
    private const long BytesMax = 8 * 1024 * 1024;

    /// <summary>Hits after which no further batch is taken into the same transaction.</summary>
    private const int HitCountMax = 10_000;

    /// <summary>How long a checkpoint that moved over batches without findings may wait to be stored.</summary>
    private static readonly TimeSpan CheckpointInterval = TimeSpan.FromSeconds(1);

    private long checkpointStoredAt;

    /// <summary>The last batch that was evaluated.</summary>
    public BatchPosition Position { get; private set; }

    /// <summary>Whether the stored checkpoint is behind <see cref="Position"/>.</summary>
    public bool IsCheckpointBehind => progress.Committed < Position;

    /// <summary>Goes back to the stored checkpoint: at the start, and after a failure.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        await using var context = contexts.Create(TenantScope.Provider);
        var checkpoint = await context.Checkpoints.AsNoTracking()
            .FirstOrDefaultAsync(row => row.Name == CheckpointName, cancellationToken);
        Position = checkpoint is null ? BatchPosition.Start : new BatchPosition(checkpoint.Day, checkpoint.Row);
        progress.Committed = Position;
        checkpointStoredAt = time.GetTimestamp();
        DetectLog.Started(logger, Position.ToString());
    }

    /// <summary>Evaluates the next batches, if there are any, and commits what was found.</summary>
    /// <returns>Whether there were any.</returns>
    public async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        var batches = store.ReadAfter(Position, BatchCountMax, BytesMax);
        metrics.SetLag(batches.Count);
        if (batches.Count == 0)
        {
            return false;
        }

        var group = new DetectGroup();
        foreach (var batch in batches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            evaluator.Evaluate(batch, group);
            if (group.Hits.Count > HitCountMax)
            {
                break;
            }
        }

        if (group.HasFindings || time.GetElapsedTime(checkpointStoredAt) >= CheckpointInterval)
        {
            await CommitAsync(group, cancellationToken);
        }

        Position = group.Position;
        metrics.Committed(group, time.GetUtcNow());
        metrics.SetLag(0);
        return true;
    }

    /// <summary>Stores the checkpoint where it is behind.</summary>
    public Task StoreCheckpointAsync(CancellationToken cancellationToken) =>
        IsCheckpointBehind ? CommitAsync(new DetectGroup { Position = Position }, cancellationToken)
            : Task.CompletedTask;

    private async Task CommitAsync(DetectGroup group, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create(TenantScope.Provider);

        // From here to the commit no one else writes: an alert that is open now cannot be closed before its hit counts.
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var opened = await alerts.WriteAsync(context, group.Hits, cancellationToken);
        context.Gaps.AddRange(group.Gaps);
        var checkpoint = await context.Checkpoints.FirstOrDefaultAsync(
            row => row.Name == CheckpointName, cancellationToken);
        if (checkpoint is null)
        {
            checkpoint = new Checkpoint { Name = CheckpointName };
            context.Checkpoints.Add(checkpoint);
        }

        checkpoint.Day = group.Position.Day;
        checkpoint.Row = group.Position.Row;
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        progress.Committed = group.Position;
        checkpointStoredAt = time.GetTimestamp();
        if (group.Hits.Count > 0)
        {
            changes.Notify();
        }

        if (opened.Count > 0)
        {
            DetectLog.AlertsOpened(logger, opened.Count, group.Hits.Count, group.Position.ToString());
        }
    }
}
