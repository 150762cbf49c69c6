using SecWatch.Agent.Control;
using SecWatch.Agent.Tests.Spool;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Tests.Status;

public sealed class StatusOfStoppedAgentTests
{
    [Fact]
    public async Task What_waits_in_the_spool_is_shown_although_no_agent_runs()
    {
        using var bench = new SpoolWorkbench();
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 1, 2));
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 3));
        bench.Store.Dispose();
        var output = new StringWriter();

        var exitCode = await StatusCommand.RunAsync(
            new AgentPaths(bench.Folder.File("agent.json"), bench.Folder.Path), false, output,
            TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.NotRunning, exitCode);
        Assert.Contains("not running", output.ToString(), StringComparison.Ordinal);
        Assert.Matches("(?m)^bulk +2 ", output.ToString());
        Assert.Matches("(?m)^critical +0 ", output.ToString());
    }

    [Fact]
    public async Task A_spool_that_cannot_be_read_is_called_so()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            folder.File("spool.db"), "This is no database.", TestContext.Current.CancellationToken);
        var output = new StringWriter();

        await StatusCommand.RunAsync(
            new AgentPaths(folder.File("agent.json"), folder.Path), false, output,
            TestContext.Current.CancellationToken);

        Assert.Contains("spool        unreadable:", output.ToString(), StringComparison.Ordinal);
    }
}
