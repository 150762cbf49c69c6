namespace SecWatch.Detection.Engine;

/// <summary>Every part holds.</summary>
internal sealed class AllNode(PlanNode[] parts) : PlanNode(parts.Sum(part => part.Cost))
{
    public override bool Holds(EvaluationScratch scratch, int eventIndex)
    {
        foreach (var part in parts)
        {
            if (!part.Holds(scratch, eventIndex))
            {
                return false;
            }
        }

        return true;
    }
}
