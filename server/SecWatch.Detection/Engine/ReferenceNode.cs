using SecWatch.Detection.Language;

namespace SecWatch.Detection.Engine;

/// <summary>A value of one field stands to a value of another as the rule says.</summary>
internal sealed class ReferenceNode(int[] fieldIndexes, int[] otherIndexes, FieldRelation relation) : PlanNode(cost: 6)
{
    public override bool Holds(EvaluationScratch scratch, int eventIndex)
    {
        foreach (var fieldIndex in fieldIndexes)
        {
            var left = scratch.Batch.ValueIndex(eventIndex, fieldIndex);
            foreach (var otherIndex in otherIndexes)
            {
                var right = scratch.Batch.ValueIndex(eventIndex, otherIndex);
                if (left >= 0 && right >= 0 && relation.Holds(scratch.Text(left), scratch.Text(right)))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
