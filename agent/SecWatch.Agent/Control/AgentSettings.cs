using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Spool;

namespace SecWatch.Agent.Control;

/// <summary>All settings of the agent, as <c>agent.json</c> holds them.</summary>
internal sealed class AgentSettings
{
    /// <summary><c>debug</c>, <c>information</c>, <c>warning</c> or <c>error</c>.</summary>
    public string LogLevel { get; set; } = "information";

    public PipelineOptions Pipeline { get; } = new();

    public SpoolOptions Spool { get; } = new();

    public SourceSettings Sources { get; } = new();
}
