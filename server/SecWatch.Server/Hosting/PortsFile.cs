using System.Text.Json.Serialization;

namespace SecWatch.Server.Hosting;

/// <summary>
/// Where the running server listens: <c>ports.json</c> in the data folder, for whoever started it with port 0.
/// </summary>
/// <param name="AgentPort">The agents' port.</param>
/// <param name="ConsolePort">The port of console, API and metrics.</param>
/// <param name="Pid">The process.</param>
internal sealed record PortsFile(
    [property: JsonPropertyName("agentPort")] int AgentPort,
    [property: JsonPropertyName("consolePort")] int ConsolePort,
    [property: JsonPropertyName("pid")] int Pid);
