namespace SecWatch.Server.Api.Contracts;

/// <summary>Why a rule cannot run, and where.</summary>
internal sealed record RuleErrorResponse(string File, int Line, int Column, string Message);
