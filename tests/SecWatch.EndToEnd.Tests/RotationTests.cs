using SecWatch.EndToEnd.Tests.Oracle;

namespace SecWatch.EndToEnd.Tests;

/// <summary>Invariants 1 and 2 for logs that move.</summary>
public sealed class RotationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_rotated_twice_while_the_agent_was_down_is_read_whole()
    {
        await using var scenario = await Scenario.StartAsync(proxy: null, Cancellation);
        scenario.Lines.Write(5_000);
        await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, Cancellation);

        scenario.Deployment.Agent!.Kill();
        scenario.Lines.Write(3_000);
        scenario.Lines.Rotate(kept: 3);
        scenario.Lines.Write(3_000);
        scenario.Lines.Rotate(kept: 3);
        scenario.Lines.Write(3_000);
        scenario.Deployment.StartAgent();

        await scenario.SettleAndJudgeAsync(Cancellation);
    }

    [Fact]
    public async Task Log_rotated_again_and_again_under_a_running_agent_is_read_whole()
    {
        await using var scenario = await Scenario.StartAsync(proxy: null, Cancellation);

        for (var rotation = 0; rotation < 10; rotation++)
        {
            scenario.Lines.Write(1_000);
            await Task.Delay(TimeSpan.FromMilliseconds(150), TimeProvider.System, Cancellation);
            scenario.Lines.Rotate(kept: 20);
        }

        scenario.Lines.Write(1_000);
        await scenario.SettleAndJudgeAsync(Cancellation);
    }
}
