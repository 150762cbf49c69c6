using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Detect;
using SecWatch.Server.Events;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Metrics;

/// <summary>How far detection is behind the store: the age of the oldest batch that it has not read.</summary>
internal sealed class DetectionLag(StateContextFactory contexts, IEventStore store, TimeProvider time)
{
    public TimeSpan Measure()
    {
        using var context = contexts.Create(TenantScope.Provider);
        var checkpoint = context.Checkpoints.AsNoTracking().SingleOrDefault(c => c.Name == DetectStage.CheckpointName);
        var position = checkpoint is null
            ? BatchPosition.Start
            : new BatchPosition(checkpoint.Day, checkpoint.Row);
        var waiting = store.ReadAfter(position, batchCountMax: 1, bytesMax: 1);
        return waiting.Count == 0 ? TimeSpan.Zero : Later(time.GetUtcNow() - waiting[0].ReceivedAt);
    }

    private static TimeSpan Later(TimeSpan age) => age < TimeSpan.Zero ? TimeSpan.Zero : age;
}
