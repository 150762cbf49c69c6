using SecWatch.EndToEnd.Tests.Oracle;

namespace SecWatch.EndToEnd.Tests;

/// <summary>Invariants 1 and 2 under a clock that jumps: nothing in delivery asks what time it is.</summary>
public sealed class ClockTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("+1d")]
    [InlineData("-1d")]
    public async Task Clock_of_the_agent_stepped_by_a_day_loses_nothing_and_repeats_nothing(string step)
    {
        var library = Directory.EnumerateFiles("/usr/lib", "libfaketime.so.1", SearchOption.AllDirectories).FirstOrDefault();
        Assert.True(library is not null, "libfaketime is not installed: ./secwatch test installs it (package faketime).");
        await using var scenario = await Scenario.StartAsync(proxy: null, Cancellation);
        var clock = Path.Combine(scenario.Deployment.Folder, "clock");
        await File.WriteAllTextAsync(clock, "+0", Cancellation);
        scenario.Deployment.AgentEnvironment["LD_PRELOAD"] = library;
        scenario.Deployment.AgentEnvironment["FAKETIME_TIMESTAMP_FILE"] = clock;
        scenario.Deployment.AgentEnvironment["FAKETIME_NO_CACHE"] = "1";
        scenario.Deployment.AgentEnvironment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
        scenario.Deployment.Agent!.Kill();
        scenario.Deployment.StartAgent();
        scenario.Lines.Write(2_000);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Cancellation);

        await File.WriteAllTextAsync(clock, step, Cancellation);
        scenario.Lines.Write(2_000);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Cancellation);
        scenario.Deployment.Agent!.Kill();
        scenario.Deployment.StartAgent();
        scenario.Lines.Write(2_000);

        await scenario.SettleAndJudgeAsync(Cancellation);

        var now = TimeProvider.System.GetUtcNow();
        Assert.Contains(
            StoreContent.Read(scenario.Deployment.ServerFolder).AgentStarts,
            start => (start - now).Duration() > TimeSpan.FromHours(20));
    }
}
