using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Spool;
using SecWatch.Agent.Tests.Sources.Linux;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Tests.Spool;

public sealed class SpoolWriterTests
{
    [Fact]
    public async Task A_full_disk_keeps_what_waits_and_takes_it_when_there_is_room()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root may mount a small disk");
        using var folder = new TemporaryFolder();
        await Shell.RunAsync($"mount -t tmpfs -o size=512k tmpfs {folder.Path}");
        try
        {
            await FillAndFreeAsync(folder);
        }
        finally
        {
            await Shell.RunAsync($"umount -l {folder.Path}");
        }
    }

    private static async Task FillAndFreeAsync(TemporaryFolder folder)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        using var store = new SpoolStore(
            folder.Path, () => new byte[16], new LaneQuota(new SpoolOptions()), time, NullLogger<SpoolStore>.Instance);
        using var writer = Writer(store, time);
        await writer.StartAsync(TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(time, () => store.Generation > 0);
        var filler = folder.File("filler");
        await Shell.RunAsync($"head -c 1048576 /dev/zero > {filler} 2>/dev/null || true");
        var counters = new SourceRegistry().For("test");

        await writer.EnqueueAsync(Group(counters, Lane.Bulk, 1, 2, 3), TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(time, () => writer.State != SpoolStateKind.Healthy);

        Assert.Equal(SpoolStateKind.DiskFull, writer.State);
        Assert.Equal(0, counters.EventsOut);

        File.Delete(filler);
        await AdvanceUntilAsync(time, () => counters.EventsOut == 3);

        Assert.Equal(SpoolStateKind.Healthy, writer.State);
        Assert.Equal("1 2 3", SpoolWorkbench.Describe(store.TryRead(Lane.Bulk, 1)!));
        await writer.StopAsync(TestContext.Current.CancellationToken);
    }

    private static SpoolWriter Writer(SpoolStore store, TimeProvider time) =>
        new(store, new ProgressMonitor(time), time, NullLogger<SpoolWriter>.Instance);

    private static CommitGroup Group(Agent.Pipeline.SourceCounters counters, Lane lane, params ReadOnlySpan<int> numbers)
    {
        var group = SpoolWorkbench.Group(lane, numbers);
        var block = new EventBlock();
        block.Reset("test");
        foreach (var number in numbers)
        {
            block.Begin(new("test", "SecWatch-Test", "test", 0, "host", []), lane, 0, number);
        }

        group.Add(block, counters);
        return group;
    }

    // The writer waits between its attempts by this clock, and works in between on a thread of its own.
    private static async Task AdvanceUntilAsync(FakeTimeProvider time, Func<bool> isSo)
    {
        var patience = TestContext.Current.CancellationToken;
        while (!isSo())
        {
            time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Yield();
            patience.ThrowIfCancellationRequested();
        }
    }
}
