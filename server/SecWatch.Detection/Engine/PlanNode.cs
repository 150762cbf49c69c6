namespace SecWatch.Detection.Engine;

/// <summary>A part of a rule's condition, bound to the fields of one shape. Immutable.</summary>
/// <param name="cost">Relative time of an answer; cheap parts are asked first.</param>
internal abstract class PlanNode(int cost)
{
    public static PlanNode True { get; } = new ConstantNode(value: true);

    public static PlanNode False { get; } = new ConstantNode(value: false);

    public int Cost { get; } = cost;

    /// <summary>Whether the part holds for an event of the scratch's batch.</summary>
    public abstract bool Holds(EvaluationScratch scratch, int eventIndex);

    private sealed class ConstantNode(bool value) : PlanNode(cost: 0)
    {
        public override bool Holds(EvaluationScratch scratch, int eventIndex) => value;
    }
}
