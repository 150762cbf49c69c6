using SecWatch.EndToEnd.Tests.Deployment;

namespace SecWatch.EndToEnd.Tests;

/// <summary>What a user or an installer does wrong gets an answer that names it, from the real programs.</summary>
public sealed class RefusalTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Second_server_on_the_same_data_folder_names_the_first_and_ends()
    {
        await using var deployment = await TestDeployment.CreateAsync(Cancellation);

        var (exitCode, output) = await TestDeployment.RunAsync(
            Programs.Server, ["run", "--data", deployment.ServerFolder], Cancellation);

        Assert.Equal(3, exitCode);
        Assert.Contains($"process {deployment.Server!.Id}", output, StringComparison.Ordinal);
        Assert.False(deployment.Server.HasExited);
    }

    [Fact]
    public async Task Second_agent_on_the_same_state_folder_ends()
    {
        await using var deployment = await TestDeployment.CreateAsync(Cancellation);
        await deployment.EnrolAsync(deployment.AgentPort, Cancellation);
        deployment.StartAgent();
        await TestDeployment.WaitAsync(
            () => File.Exists(Path.Combine(deployment.StateFolder, "agent.sock")),
            TimeSpan.FromSeconds(30),
            "the agent to run",
            Cancellation);

        var (exitCode, output) = await deployment.RunAgentVerbAsync(["run"], Cancellation);

        Assert.Equal(3, exitCode);
        Assert.Contains("another agent", output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Unknown_token_is_refused_and_says_so()
    {
        await using var deployment = await TestDeployment.CreateAsync(Cancellation);
        var parts = (await deployment.CreateTokenAsync(Cancellation)).Split('.');
        var token = $"{parts[0]}.{new string('A', parts[1].Length)}.{parts[2]}";

        var (exitCode, output) = await deployment.RunAgentVerbAsync(
            ["enroll", "--server", $"localhost:{deployment.AgentPort}", "--token", token], Cancellation);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("the token is unknown", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_of_another_ca_gets_no_token()
    {
        await using var deployment = await TestDeployment.CreateAsync(Cancellation);
        var parts = (await deployment.CreateTokenAsync(Cancellation)).Split('.');
        var token = $"{parts[0]}.{parts[1]}.{new string('0', parts[2].Length)}";

        var (exitCode, output) = await deployment.RunAgentVerbAsync(
            ["enroll", "--server", $"localhost:{deployment.AgentPort}", "--token", token], Cancellation);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("its CA is another one", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_setting_of_the_agent_is_named()
    {
        await using var deployment = await TestDeployment.CreateAsync(Cancellation);
        await File.WriteAllTextAsync(deployment.ConfigFile, "{ \"sources\": { \"proces\": {} } }", Cancellation);

        var (exitCode, output) = await deployment.RunAgentVerbAsync(["run"], Cancellation);

        Assert.Equal(2, exitCode);
        Assert.Contains("sources.proces", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_setting_of_the_server_is_named()
    {
        var folder = Directory.CreateTempSubdirectory("secwatch-e2e-");
        var config = Path.Combine(folder.FullName, "secwatch-server.json");
        await File.WriteAllTextAsync(config, "{ \"Server\": { \"AgentPrt\": 1 } }", Cancellation);

        var (exitCode, output) = await TestDeployment.RunAsync(
            Programs.Server, ["run", "--data", Path.Combine(folder.FullName, "data"), "--config", config], Cancellation);
        folder.Delete(recursive: true);

        Assert.Equal(2, exitCode);
        Assert.Contains("AgentPrt", output, StringComparison.Ordinal);
    }
}
