using SecWatch.Detection.Language;

namespace SecWatch.Detection.Engine;

/// <summary>One of the values of some fields matches: those of one name, or all of the event for a keyword.</summary>
internal sealed class ValueNode(int[] fieldIndexes, StringPredicate predicate)
    : PlanNode(predicate.Cost * fieldIndexes.Length)
{
    public override bool Holds(EvaluationScratch scratch, int eventIndex)
    {
        foreach (var fieldIndex in fieldIndexes)
        {
            var stringIndex = scratch.Batch.ValueIndex(eventIndex, fieldIndex);
            if (stringIndex >= 0 && scratch.Matches(predicate, stringIndex))
            {
                return true;
            }
        }

        return false;
    }
}
