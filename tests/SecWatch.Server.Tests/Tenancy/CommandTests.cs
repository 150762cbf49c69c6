using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;
using SecWatch.Server.Tests.Support;

namespace SecWatch.Server.Tests.Tenancy;

public sealed class CommandTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_tenant_is_made_listed_and_not_made_twice()
    {
        var created = await RunAsync("tenant", "create", "青空商店");
        var twice = await RunAsync("tenant", "create", "青空商店");
        var list = await RunAsync("tenant", "list");

        Assert.Equal(0, created.Code);
        Assert.EndsWith("  青空商店", created.Output.Trim(), StringComparison.Ordinal);
        Assert.Equal(2, twice.Code);
        Assert.Contains("There is a tenant '青空商店' already.", twice.Error, StringComparison.Ordinal);
        Assert.Equal(created.Output, list.Output);
    }

    [Fact]
    public async Task A_token_made_while_the_server_runs_enrols_a_computer_and_revoking_refuses_it()
    {
        await using var server = await RunningServer.StartAsync(folder);

        // The command's clock is the real one, so the token must hold by the server's too.
        server.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
        await RunAsync("tenant", "create", "firm");
        var token = await RunAsync("token", "create", "--tenant", "firm", "--uses", "2", "--valid-hours", "1");
        using var agent = new TestAgent(server.AgentPort);
        var reply = await agent.EnrollAsync(token.Output.Trim());
        var revoked = await RunAsync("device", "revoke", reply.DeviceId);
        using var stream = agent.Connect();
        var refused = await stream.RefusedAsync();

        Assert.Matches("^swt1\\.[A-Za-z0-9_-]{43}\\.[0-9a-f]{64}$", token.Output.Trim());
        Assert.Equal(0, revoked.Code);
        Assert.StartsWith("the client certificate was revoked on", refused.Status.Detail, StringComparison.Ordinal);
        await using var context = server.Contexts.Create(TenantScope.Provider);
        var row = await context.EnrollmentTokens.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((2, 1), (row.UsesMax, row.Uses));
    }

    [Theory]
    [InlineData("There is no tenant 'nobody'.", "token", "create", "--tenant", "nobody")]
    [InlineData("--uses must be 1 to 100000.", "token", "create", "--tenant", "x", "--uses", "0")]
    [InlineData("--valid-hours must be 1 to 8784.", "token", "create", "--tenant", "x", "--valid-hours", "9999")]
    [InlineData("There is no device", "device", "revoke", "01a20502-5802-71e6-9682-d5aada41ebb2")]
    [InlineData("NAME must have 1 to 200 characters.", "tenant", "create", " ")]
    public async Task A_wrong_argument_is_named(string error, params string[] arguments)
    {
        var result = await RunAsync(arguments);

        Assert.Equal(2, result.Code);
        Assert.Contains(error, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_server_process_is_refused()
    {
        new DataFolder(folder.File("data")).Create();
        using var held = DataFolderLock.Take(new DataFolder(folder.File("data")));
        var result = await RunAsync("run");

        Assert.Equal(3, result.Code);
        Assert.Contains("Another server", result.Error, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "secwatch-server.dll"));
        foreach (var argument in (string[])[.. arguments, "--data", folder.File("data")])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
