using System.CommandLine;

namespace SecWatch.Agent.Control;

/// <summary>The options that every command has.</summary>
internal sealed class CommandArguments
{
    public Option<string> Config { get; } = new("--config")
    {
        Description = "The settings file.",
        DefaultValueFactory = _ => AgentPaths.Defaults.Settings,
        HelpName = "FILE",
        Recursive = true,
    };

    public Option<string> State { get; } = new("--state")
    {
        Description = "The folder of the spool and the key.",
        DefaultValueFactory = _ => AgentPaths.Defaults.State,
        HelpName = "DIR",
        Recursive = true,
    };

    public AgentPaths Paths(ParseResult result) =>
        new(Path.GetFullPath(result.GetValue(Config)!), Path.GetFullPath(result.GetValue(State)!));
}
