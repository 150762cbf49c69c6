namespace SecWatch.Detection.Engine;

/// <summary>At least one part holds.</summary>
internal sealed class AnyNode(PlanNode[] parts) : PlanNode(parts.Sum(part => part.Cost))
{
    public override bool Holds(EvaluationScratch scratch, int eventIndex)
    {
        foreach (var part in parts)
        {
            if (part.Holds(scratch, eventIndex))
            {
                return true;
            }
        }

        return false;
    }
}
