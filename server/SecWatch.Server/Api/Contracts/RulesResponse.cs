namespace SecWatch.Server.Api.Contracts;

/// <summary>The rules that run, and those that cannot.</summary>
internal sealed record RulesResponse(IReadOnlyList<RuleResponse> Loaded, IReadOnlyList<RuleErrorResponse> Broken);
