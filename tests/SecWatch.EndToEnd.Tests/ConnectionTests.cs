using System.Security.Cryptography;
using SecWatch.EndToEnd.Tests.Deployment;
using SecWatch.EndToEnd.Tests.Oracle;

namespace SecWatch.EndToEnd.Tests;

/// <summary>Invariants 1, 2 and 4: a connection that is cut anywhere changes nothing.</summary>
public sealed class ConnectionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connection_cut_in_the_middle_of_batches_loses_nothing_and_repeats_nothing()
    {
        CuttingProxy? proxy = null;
        await using var scenario = await Scenario.StartAsync(port => (proxy = new CuttingProxy(port)).Port, Cancellation);
        await using var _ = proxy!;
        scenario.StartProducing(linesPerRound: 100);

        for (var cut = 1; cut <= 25; cut++)
        {
            proxy!.CutAfter(RandomNumberGenerator.GetInt32(500, 60_000));
            await TestDeployment.WaitAsync(
                () => proxy.Cuts >= cut, TimeSpan.FromSeconds(60), $"cut {cut}", Cancellation);
        }

        Assert.Equal(0, await scenario.SettleAndJudgeAsync(Cancellation));
    }

    [Fact]
    public async Task Network_away_for_seconds_is_made_up_for()
    {
        CuttingProxy? proxy = null;
        await using var scenario = await Scenario.StartAsync(port => (proxy = new CuttingProxy(port)).Port, Cancellation);
        await using var _ = proxy!;
        scenario.StartProducing(linesPerRound: 100);

        proxy!.IsDown = true;
        proxy.CutNow();
        await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, Cancellation);
        proxy.IsDown = false;

        Assert.Equal(0, await scenario.SettleAndJudgeAsync(Cancellation));
    }
}
