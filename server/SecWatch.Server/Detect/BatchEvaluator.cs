using SecWatch.Detection.Engine;
using SecWatch.Protos.Batches;
using SecWatch.Server.Alerts;
using SecWatch.Server.Events;
using SecWatch.Server.Rules;

namespace SecWatch.Server.Detect;

/// <summary>Evaluates stored batches and collects what is to be written. One thread at a time.</summary>
internal sealed class BatchEvaluator(RuleLibrary library, DetectMetrics metrics, TimeProvider time,
    ILogger<BatchEvaluator> logger)
{
    private readonly EvaluationScratch scratch = new();
    private readonly List<RuleHit> found = [];

    /// <summary>
    /// Adds the findings of a batch to the group. A batch that cannot be read becomes a gap, and is passed over.
    /// </summary>
    public void Evaluate(StoredBatch stored, DetectGroup group)
    {
        var hitsBefore = group.Hits.Count;
        var gapsBefore = group.Gaps.Count;
        var now = time.GetUtcNow();
        try
        {
            if (BatchDecoder.TryDecode(stored.Batch, out var batch, out var error))
            {
                GapReader.Read(stored, batch, now, group.Gaps);
                Match(stored, batch, group);
                group.EventCount += batch.EventCount;
            }
            else
            {
                Refuse(stored, group, error, now);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The same batch would fail again and hold up all that follow: this is the border where it is set aside.
            DetectLog.BatchFailed(logger, stored.Position.ToString(), exception);
            group.Hits.RemoveRange(hitsBefore, group.Hits.Count - hitsBefore);
            group.Gaps.RemoveRange(gapsBefore, group.Gaps.Count - gapsBefore);
            Refuse(stored, group, exception.GetType().Name, now);
        }

        group.BatchCount++;
        group.Position = stored.Position;
    }

    private void Match(StoredBatch stored, DecodedBatch batch, DetectGroup group)
    {
        found.Clear();
        library.Current.Rules.Evaluate(batch, scratch, found);
        foreach (var (rule, eventIndex) in found)
        {
            var key = GroupingKey.Of(batch, eventIndex, rule);
            group.Hits.Add(new AlertHit(
                new AlertGroup(stored.Tenant, stored.Device, rule.Id, key),
                rule,
                new EventReference(stored.Position, eventIndex),
                new DateTimeOffset(batch.TimeTicks(eventIndex), TimeSpan.Zero),
                () => EventContent.Write(batch, eventIndex)));
        }
    }

    private void Refuse(StoredBatch stored, DetectGroup group, string error, DateTimeOffset now)
    {
        metrics.BatchRefused();
        DetectLog.BatchRefused(logger, stored.Position.ToString(), error);
        group.Gaps.Add(GapReader.Undecodable(stored, error, now));
    }
}
