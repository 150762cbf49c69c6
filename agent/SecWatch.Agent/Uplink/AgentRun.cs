namespace SecWatch.Agent.Uplink;

/// <summary>One run of the process: its id and when it began.</summary>
internal sealed record AgentRun(Guid Id, DateTimeOffset Started);
