using SecWatch.Detection.Language;

namespace SecWatch.Detection.Rules;

/// <summary>A rule as it was read, before it is bound to events of a shape.</summary>
internal sealed record ParsedRule(SigmaRule Rule, RuleLogSource LogSource, Expression Condition);
