using SecWatch.Protos.Batches;

namespace SecWatch.Agent.Pipeline;

/// <summary>An event that the agent has to tell about itself.</summary>
internal sealed record AgentReport(EventShape Shape, DateTimeOffset Time, string[] Values);
