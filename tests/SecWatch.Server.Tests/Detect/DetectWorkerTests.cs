using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using SecWatch.Server.Detect;
using static SecWatch.Server.Tests.Detect.DetectHarness;

namespace SecWatch.Server.Tests.Detect;

public sealed class DetectWorkerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Worker_turns_an_arriving_batch_into_an_alert_at_once()
    {
        using var harness = new DetectHarness();
        using var worker = new DetectWorker(
            harness.CreateStage(), harness.Store, harness.Time, NullLogger<DetectWorker>.Instance);
        await worker.StartAsync(Cancel);
        var milliseconds = new List<double>();

        for (var index = 0; index < 30; index++)
        {
            var seen = harness.Changes.Version;
            var start = Stopwatch.GetTimestamp();
            harness.Add(Device, ("/bin/evil", "taro"));
            await harness.Changes.WaitAfterAsync(seen, Cancel);
            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        await worker.StopAsync(Cancel);
        Assert.Equal(30, Assert.Single(await harness.AlertsAsync()).EventCount);
        milliseconds.Sort();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"append to stored alert: median {milliseconds[15]:F1} ms, slowest {milliseconds[^1]:F1} ms");
    }

    [Fact]
    public async Task Worker_tries_again_after_a_failure_of_the_database()
    {
        using var harness = new DetectHarness();
        harness.Faults.Plan.Enqueue(CommitFault.Before);
        harness.Faults.Plan.Enqueue(CommitFault.After);
        harness.Add(Device, ("/bin/evil", "taro"));
        using var worker = new DetectWorker(
            harness.CreateStage(), harness.Store, harness.Time, NullLogger<DetectWorker>.Instance);
        await worker.StartAsync(Cancel);

        // The delay before the second try waits for this clock; how often it must be moved depends on the scheduler.
        while ((await harness.CheckpointsAsync()).Count == 0)
        {
            harness.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await worker.StopAsync(Cancel);
        Assert.Equal(1, Assert.Single(await harness.AlertsAsync()).EventCount);
    }
}
