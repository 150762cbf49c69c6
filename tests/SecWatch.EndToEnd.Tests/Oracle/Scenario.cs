using SecWatch.EndToEnd.Tests.Deployment;

namespace SecWatch.EndToEnd.Tests.Oracle;

/// <summary>
/// An agent and a server under an oracle that produces while a test does harm, and that judges in the end.
/// </summary>
internal sealed class Scenario : IAsyncDisposable
{
    private static readonly TimeSpan SettleTimeMax = TimeSpan.FromSeconds(90);

    private readonly CancellationTokenSource producing = new();
    private Task producer = Task.CompletedTask;

    private Scenario(TestDeployment deployment)
    {
        Deployment = deployment;
        Lines = new LineProducer(deployment.LogFile);
        Processes = new ProcessProducer($"secwatch-oracle-{Path.GetFileName(deployment.Folder)}");
    }

    public TestDeployment Deployment { get; }

    public LineProducer Lines { get; }

    public ProcessProducer Processes { get; }

    /// <summary>A deployment with a running, enrolled agent.</summary>
    /// <param name="proxy">Gives the port that the agent shall use for the server's port; null for the server's
    /// own.</param>
    public static async Task<Scenario> StartAsync(Func<int, int>? proxy, CancellationToken cancellationToken)
    {
        var deployment = await TestDeployment.CreateAsync(cancellationToken);
        var scenario = new Scenario(deployment);
        await deployment.EnrolAsync(proxy?.Invoke(deployment.AgentPort) ?? deployment.AgentPort, cancellationToken);
        deployment.StartAgent();
        await scenario.WaitUntilListeningAsync(cancellationToken);
        return scenario;
    }

    /// <summary>Writes lines and starts programs from now on, until <see cref="StopProducingAsync"/>.</summary>
    public void StartProducing(int linesPerRound)
    {
        // The producer ends between rounds and never within one, so that the oracle knows what it wrote.
        producer = Task.Run(async () =>
        {
            while (!producing.IsCancellationRequested)
            {
                Lines.Write(linesPerRound);
                Processes.Start(1);
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
            }
        }, CancellationToken.None);
    }

    public async Task StopProducingAsync()
    {
        await producing.CancelAsync();
        await producer;
    }

    /// <summary>Waits until everything is where it belongs, and judges.</summary>
    /// <returns>Processes that are missing and stand in a gap record.</returns>
    public async Task<int> SettleAndJudgeAsync(CancellationToken cancellationToken)
    {
        await StopProducingAsync();
        StoreContent? store = null;
        try
        {
            await TestDeployment.WaitAsync(
                () =>
                {
                    store = StoreContent.Read(Deployment.ServerFolder);
                    return store.Values("log:oracle", 0, "Message").Count >= Lines.Count
                        && AlertContent.EventCount(Deployment.ServerFolder) >= Lines.SuspiciousCount;
                },
                SettleTimeMax,
                "every line to be stored and every suspicious one to be counted",
                cancellationToken);
        }
        finally
        {
            TestContext.Current.AddAttachment("server", Deployment.Server!.Output);
            TestContext.Current.AddAttachment("agent", Deployment.Agent!.Output);
        }

        // A doubled event would come late: after a resend of what is still on its way.
        await Deployment.Agent!.StopAsync(cancellationToken);
        await TestDeployment.WaitAsync(
            () => AlertContent.EventCount(Deployment.ServerFolder) >= Lines.SuspiciousCount,
            SettleTimeMax,
            "detection to catch up",
            cancellationToken);
        store = StoreContent.Read(Deployment.ServerFolder);
        Judge.LinesAreExactlyOnce(store, Lines);
        Assert.Equal(Lines.SuspiciousCount, AlertContent.EventCount(Deployment.ServerFolder));
        return Judge.ProcessesAreOnceOrInAGap(store, Processes);
    }

    /// <summary>
    /// Before its first start the agent owes nobody a record of processes: the oracle begins after that.
    /// </summary>
    private async Task WaitUntilListeningAsync(CancellationToken cancellationToken)
    {
        var probe = new ProcessProducer("secwatch-probe");
        await TestDeployment.WaitAsync(
            () =>
            {
                probe.Start(1);
                return StoreContent.Read(Deployment.ServerFolder).Values("process", 1, "CommandLine").Count > 0;
            },
            TimeSpan.FromSeconds(30),
            "the first process start to be stored (the process connector needs root)",
            cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopProducingAsync();
        producing.Dispose();
        Lines.Dispose();
        await Deployment.DisposeAsync();
    }
}
