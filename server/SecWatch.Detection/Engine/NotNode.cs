namespace SecWatch.Detection.Engine;

/// <summary>The part does not hold.</summary>
internal sealed class NotNode(PlanNode part) : PlanNode(part.Cost)
{
    public override bool Holds(EvaluationScratch scratch, int eventIndex) => !part.Holds(scratch, eventIndex);
}
