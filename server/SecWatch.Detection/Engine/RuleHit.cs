using SecWatch.Detection.Rules;

namespace SecWatch.Detection.Engine;

/// <summary>A rule matched an event.</summary>
public readonly record struct RuleHit(SigmaRule Rule, int EventIndex);
