namespace SecWatch.Server.Api.Contracts;

/// <summary>What a rule says in plain words. Empty where it does not.</summary>
internal sealed record RuleTextResponse(string Title, string Reason, string Advice);
