using SecWatch.Detection.Language;
using SecWatch.Protos.Batches;

namespace SecWatch.Detection.Engine;

/// <summary>
/// A part of the shape that differs between computers matches; plans are shared between these, so it is asked late.
/// </summary>
internal sealed class MemberNode(Func<EventShape, string> member, StringPredicate predicate) : PlanNode(predicate.Cost)
{
    public override bool Holds(EvaluationScratch scratch, int eventIndex) =>
        predicate.Matches(member(scratch.Batch.Shapes[scratch.Batch.ShapeIndex(eventIndex)]));
}
