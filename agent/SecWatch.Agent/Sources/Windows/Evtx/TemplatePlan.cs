namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>A BinXML template after it was understood: the values that an event of it has, and where they go.</summary>
/// <param name="Steps">In document order.</param>
/// <param name="Error">Why the template cannot be read; null where it can.</param>
internal sealed record TemplatePlan(PlanStep[] Steps, string? Error);
