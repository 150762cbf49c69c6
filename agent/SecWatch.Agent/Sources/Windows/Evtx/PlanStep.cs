namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>One value that a template gives to an event.</summary>
/// <param name="Target">Where the value goes; not used where <paramref name="NameParts"/> says it.</param>
/// <param name="NameParts">The pieces of the field's name where the name is not fixed, else null.</param>
/// <param name="Parts">The pieces of the value, in order; none for a value that is always empty.</param>
/// <param name="Inner">The section that a BinXML value among the pieces stands in.</param>
/// <param name="EmptyIsAbsent">Whether an empty value means that there is none.</param>
internal sealed record PlanStep(
    FieldTarget Target, PlanPart[]? NameParts, PlanPart[] Parts, EventSection Inner, bool EmptyIsAbsent);
