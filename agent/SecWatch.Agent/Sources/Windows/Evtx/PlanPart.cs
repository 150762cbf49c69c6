namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>A piece of a value: fixed text, or a value of the template instance.</summary>
/// <param name="Literal">UTF-8; null for a substitution.</param>
/// <param name="Index">The substitution's number.</param>
/// <param name="IsOptional">Whether a null value takes the element or attribute with it ([MS-EVEN6] 3.1.4.7.2).</param>
internal readonly record struct PlanPart(byte[]? Literal, int Index, bool IsOptional);
