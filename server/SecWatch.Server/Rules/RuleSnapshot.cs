using SecWatch.Detection.Engine;
using SecWatch.Detection.Rules;

namespace SecWatch.Server.Rules;

/// <summary>The rules as they were loaded last.</summary>
/// <param name="Rules">What is evaluated.</param>
/// <param name="Errors">What is wrong with the rules that are left out.</param>
/// <param name="LoadedAt">When.</param>
internal sealed record RuleSnapshot(RuleSet Rules, IReadOnlyList<RuleError> Errors, DateTimeOffset LoadedAt)
{
    /// <summary>Before the first load.</summary>
    public static RuleSnapshot None { get; } = new(RuleSet.Empty, [], DateTimeOffset.MinValue);
}
