using System.Security.Cryptography;
using SecWatch.EndToEnd.Tests.Oracle;

namespace SecWatch.EndToEnd.Tests;

/// <summary>Invariants 1, 2, 3, 5 and 6: kill -9 at random moments loses nothing and repeats nothing.</summary>
public sealed class KillTests
{
    private const int KillCount = 50;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Agent_killed_fifty_times_at_random_moments_loses_nothing_and_repeats_nothing()
    {
        await using var scenario = await Scenario.StartAsync(proxy: null, Cancellation);
        scenario.StartProducing(linesPerRound: 20);

        for (var kill = 0; kill < KillCount; kill++)
        {
            await RandomPauseAsync(50, 500);
            scenario.Deployment.Agent!.Kill();
            await RandomPauseAsync(0, 50);
            scenario.Deployment.StartAgent();
        }

        await scenario.SettleAndJudgeAsync(Cancellation);
    }

    [Fact]
    public async Task Server_killed_ten_times_at_random_moments_loses_nothing_and_repeats_nothing()
    {
        await using var scenario = await Scenario.StartAsync(proxy: null, Cancellation);
        scenario.StartProducing(linesPerRound: 50);

        for (var kill = 0; kill < 10; kill++)
        {
            await RandomPauseAsync(100, 1500);
            scenario.Deployment.Server!.Kill();
            await scenario.Deployment.StartServerAsync(Cancellation);
        }

        // The agent was never stopped, so nothing may be missing at all.
        Assert.Equal(0, await scenario.SettleAndJudgeAsync(Cancellation));
    }

    [Fact]
    public async Task Both_killed_in_turn_lose_nothing_and_repeat_nothing()
    {
        await using var scenario = await Scenario.StartAsync(proxy: null, Cancellation);
        scenario.StartProducing(linesPerRound: 50);

        for (var kill = 0; kill < 8; kill++)
        {
            await RandomPauseAsync(100, 900);
            scenario.Deployment.Agent!.Kill();
            await RandomPauseAsync(0, 100);
            scenario.Deployment.Server!.Kill();
            scenario.Deployment.StartAgent();
            await scenario.Deployment.StartServerAsync(Cancellation);
        }

        await scenario.SettleAndJudgeAsync(Cancellation);
    }

    private static Task RandomPauseAsync(int fromMilliseconds, int toMilliseconds) => Task.Delay(
        TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(fromMilliseconds, toMilliseconds)),
        TimeProvider.System,
        Cancellation);
}
