namespace SecWatch.Detection.Engine;

/// <summary>A field of the shape is present in the event.</summary>
internal sealed class PresentNode(int[] fieldIndexes) : PlanNode(cost: 1)
{
    public override bool Holds(EvaluationScratch scratch, int eventIndex)
    {
        foreach (var fieldIndex in fieldIndexes)
        {
            if (scratch.Batch.ValueIndex(eventIndex, fieldIndex) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
