using SecWatch.EndToEnd.Tests.Oracle;

namespace SecWatch.EndToEnd.Tests;

/// <summary>Invariants 1, 2 and 10: a full disk stops the flow, ends nobody, and loses nothing.</summary>
public sealed class DiskTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Agent_with_a_full_disk_waits_and_then_goes_on()
    {
        await using var scenario = await Scenario.StartAsync(proxy: null, Cancellation);
        scenario.Deployment.Agent!.Kill();
        await using var disk = await SmallDisk.MountAsync(scenario.Deployment.StateFolder, 16, Cancellation);
        scenario.Deployment.StartAgent();
        scenario.Lines.Write(1_000);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Cancellation);

        disk.Fill();
        scenario.Lines.Write(5_000);
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, Cancellation);
        Assert.False(scenario.Deployment.Agent!.HasExited, scenario.Deployment.Agent.Output);
        var (_, status) = await scenario.Deployment.RunAgentVerbAsync(["status"], Cancellation);
        Assert.Contains("disk full", status, StringComparison.OrdinalIgnoreCase);
        disk.Free();

        await scenario.SettleAndJudgeAsync(Cancellation);
    }

    [Fact]
    public async Task Server_with_a_full_disk_acknowledges_nothing_that_it_does_not_have()
    {
        await using var scenario = await Scenario.StartAsync(proxy: null, Cancellation);
        await scenario.Deployment.Server!.StopAsync(Cancellation);
        await using var disk = await SmallDisk.MountAsync(
            Path.Combine(scenario.Deployment.ServerFolder, "events"), 32, Cancellation);
        await scenario.Deployment.StartServerAsync(Cancellation);
        scenario.Lines.Write(1_000);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Cancellation);

        disk.Fill();
        scenario.Lines.Write(20_000);
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, Cancellation);
        Assert.False(scenario.Deployment.Server!.HasExited, scenario.Deployment.Server.Output);
        disk.Free();

        await scenario.SettleAndJudgeAsync(Cancellation);
    }
}
