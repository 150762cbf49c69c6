using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SecWatch.EndToEnd.Tests.Deployment;

/// <summary>One server and one agent with their own folders, started from the real programs.</summary>
internal sealed class TestDeployment : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeMax = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, string> agentEnvironment = new(StringComparer.Ordinal);
    private int agentPort;

    private TestDeployment(string folder)
    {
        Folder = folder;
        ServerFolder = Path.Combine(folder, "server");
        AgentFolder = Path.Combine(folder, "agent");
        LogFolder = Path.Combine(folder, "logs");
        foreach (var child in new[] { ServerFolder, AgentFolder, LogFolder })
        {
            Directory.CreateDirectory(child);
        }
    }

    public string Folder { get; }

    public string ServerFolder { get; }

    public string AgentFolder { get; }

    public string StateFolder => Path.Combine(AgentFolder, "state");

    public string ConfigFile => Path.Combine(AgentFolder, "agent.json");

    /// <summary>Folder whose <c>oracle.log</c> the agent follows.</summary>
    public string LogFolder { get; }

    public string LogFile => Path.Combine(LogFolder, "oracle.log");

    public ChildProcess? Server { get; private set; }

    public ChildProcess? Agent { get; private set; }

    public int AgentPort => agentPort;

    public int ConsolePort { get; private set; }

    /// <summary>Variables for the agent's process, for example a shifted clock.</summary>
    public IDictionary<string, string> AgentEnvironment => agentEnvironment;

    /// <summary>
    /// Folders, a running server with a tenant, and an agent that is configured but neither enrolled nor started.
    /// </summary>
    public static async Task<TestDeployment> CreateAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("secwatch-e2e-").FullName;
        var deployment = new TestDeployment(folder);
        deployment.WriteOracleRule();
        await deployment.StartServerAsync(cancellationToken);
        await deployment.RunServerVerbAsync(["tenant", "create", "Oracle"], cancellationToken);
        deployment.WriteAgentConfig(processes: true);
        return deployment;
    }

    public void WriteAgentConfig(bool processes)
    {
        var config = new JsonObject
        {
            ["sources"] = new JsonObject
            {
                ["process"] = new JsonObject { ["enabled"] = processes },
                ["files"] = new JsonObject { ["enabled"] = false },
                ["logs"] = new JsonArray(new JsonObject
                {
                    ["id"] = "oracle",
                    ["paths"] = new JsonArray(LogFile),
                    ["startAtEnd"] = false,
                    ["lane"] = "security",
                }),
            },
        };
        Directory.CreateDirectory(AgentFolder);
        File.WriteAllText(ConfigFile, config.ToJsonString());
    }

    public async Task StartServerAsync(CancellationToken cancellationToken)
    {
        var ports = Path.Combine(ServerFolder, "ports.json");
        File.Delete(ports);
        Server?.Dispose();
        Server = new ChildProcess(Programs.Server, ["run", "--data", ServerFolder], new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SECWATCH_Server__AgentAddress"] = "127.0.0.1",
            ["SECWATCH_Server__AgentPort"] = agentPort.ToString(CultureInfo.InvariantCulture),
            ["SECWATCH_Server__ConsolePort"] = ConsolePort.ToString(CultureInfo.InvariantCulture),
        });
        await WaitAsync(() => File.Exists(ports) || Server.HasExited, StartTimeMax, "the server to start", cancellationToken);
        Require(!Server.HasExited, Server.Output);
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(ports, cancellationToken));
        agentPort = document.RootElement.GetProperty("agentPort").GetInt32();
        ConsolePort = document.RootElement.GetProperty("consolePort").GetInt32();
    }

    public async Task<string> CreateTokenAsync(CancellationToken cancellationToken) =>
        (await RunServerVerbAsync(
            ["token", "create", "--tenant", "Oracle", "--uses", "10", "--valid-hours", "1"], cancellationToken)).Trim();

    public async Task EnrolAsync(int port, CancellationToken cancellationToken)
    {
        var token = await CreateTokenAsync(cancellationToken);
        var (exitCode, output) = await RunAgentVerbAsync(
            ["enroll", "--server", $"localhost:{port}", "--token", token], cancellationToken);
        Require(exitCode == 0, output);
    }

    public void StartAgent()
    {
        Agent?.Dispose();
        Agent = new ChildProcess(
            Programs.Agent, ["run", "--config", ConfigFile, "--state", StateFolder], agentEnvironment);
    }

    /// <summary>Runs a verb of the server's program on its data folder; fails the test where the verb fails.</summary>
    public async Task<string> RunServerVerbAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var (exitCode, output) = await RunAsync(Programs.Server, [.. arguments, "--data", ServerFolder], cancellationToken);
        Require(exitCode == 0, output);
        return output;
    }

    public Task<(int ExitCode, string Output)> RunAgentVerbAsync(
        IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        RunAsync(Programs.Agent, [.. arguments, "--config", ConfigFile, "--state", StateFolder], cancellationToken);

    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = new ChildProcess(program, arguments);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, process.Output);
    }

    /// <summary>Looks again and again until the condition holds; fails the test when the time is over.</summary>
    public static async Task WaitAsync(
        Func<bool> condition, TimeSpan timeMax, string what, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        while (!condition())
        {
            Require(time.GetElapsedTime(start) < timeMax, $"Waited {timeMax.TotalSeconds} s for {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
        }
    }

    public ValueTask DisposeAsync()
    {
        Agent?.Dispose();
        Server?.Dispose();
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new InvalidOperationException(message);
        }
    }

    private void WriteOracleRule()
    {
        var folder = Path.Combine(ServerFolder, "rules");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "oracle.yml"), """
            title: A line of the oracle that it calls suspicious
            id: 0c5dbb39-6c86-4d0a-9a52-3a1f6f6b7c11
            status: test
            description: Counts exactly the lines that the oracle knows it wrote.
            author: SecWatch
            logsource:
              product: linux
            detection:
              keywords:
                - 'oracle-suspicious'
              condition: keywords
            level: high
            """);
    }
}
