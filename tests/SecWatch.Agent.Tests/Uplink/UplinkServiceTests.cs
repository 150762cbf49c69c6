using Microsoft.Extensions.Logging.Abstractions;
using SecWatch.Agent.Tests.Spool;
using SecWatch.Agent.Uplink;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Tests.Uplink;

public sealed class UplinkServiceTests : IAsyncDisposable
{
    private readonly SpoolWorkbench bench = new();
    private readonly MemoryServer server = new();
    private readonly UplinkState state = new();
    private readonly UplinkService uplink;

    public UplinkServiceTests() => uplink = new UplinkService(
        server, bench.Store, new EmptyHeartbeats(), state, new HostFacts("host", "test", "0"),
        new AgentRun(Guid.Empty, DateTimeOffset.UnixEpoch), () => 0, TimeProvider.System,
        NullLogger<UplinkService>.Instance);

    [Fact]
    public async Task What_waits_is_sent_critical_first_and_then_forgotten()
    {
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 1));
        bench.Commit(SpoolWorkbench.Group(Lane.Security, 2));
        bench.Commit(SpoolWorkbench.Group(Lane.Critical, 3));

        await RunUntilAsync(3);

        Assert.Equal(["Critical 3", "Security 2", "Bulk 1"], server.Stored());
        Assert.Empty(bench.Pending(Lane.Bulk));
        Assert.Equal("connected", state.View.Connection);
        await server.WhenAsync(() => server.LastHeartbeat is not null);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_that_breaks_again_and_again_loses_and_repeats_nothing(bool loseAcks)
    {
        server.BreakAfter = 3;
        server.LoseAcks = loseAcks;
        for (var number = 1; number <= 20; number++)
        {
            bench.Commit(SpoolWorkbench.Group(Lane.Bulk, number));
        }

        await RunUntilAsync(20);

        Assert.Equal(
            Enumerable.Range(1, 20).Select(number => $"Bulk {number}"), server.Stored(), StringComparer.Ordinal);
        Assert.InRange(server.Streams, 5, 8);
    }

    [Fact]
    public async Task A_batch_that_the_server_refuses_is_replaced_by_a_gap_record_and_the_rest_goes_on()
    {
        server.Malformed = "2";
        for (var number = 1; number <= 4; number++)
        {
            bench.Commit(SpoolWorkbench.Group(Lane.Bulk, number));
        }

        await RunUntilAsync(4);

        Assert.Equal(["Bulk 1", "Bulk gap BatchRefused", "Bulk 3", "Bulk 4"], server.Stored());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_spool_that_the_server_calls_diverged_starts_anew_with_a_gap_record(bool namesReason)
    {
        server.Diverged = "2";
        server.NamesReason = namesReason;
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 1));
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 2));
        var before = bench.Store.SpoolId;

        await RunUntilAsync(3);

        Assert.Contains("Critical gap SpoolRolledBack", server.Stored(), StringComparer.Ordinal);
        Assert.Contains("Bulk 2", server.Stored(), StringComparer.Ordinal);
        Assert.NotEqual(before, bench.Store.SpoolId);
    }

    [Fact]
    public async Task A_mark_above_the_spool_means_that_the_spool_was_rolled_back()
    {
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 1));
        server.SetMark(bench.Store.SpoolId, Lane.Bulk, 7);

        await RunUntilAsync(2);

        Assert.Equal(["Critical gap SpoolRolledBack", "Bulk 1"], server.Stored());
    }

    [Fact]
    public async Task A_mark_below_what_was_forgotten_means_that_the_server_was_restored()
    {
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 1));
        bench.Store.Acknowledge(Lane.Bulk, 1, bench.Store.Generation);
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 2));

        await RunUntilAsync(2);

        Assert.Equal(["Critical gap ServerRestored", "Bulk 2"], server.Stored());
    }

    [Fact]
    public async Task A_window_smaller_than_a_batch_still_lets_one_at_a_time_through()
    {
        server.Window = 1;
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 1));
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 2));

        await RunUntilAsync(2);

        Assert.Equal(["Bulk 1", "Bulk 2"], server.Stored());
    }

    [Fact]
    public async Task An_agent_that_stops_says_goodbye_after_sending_what_it_holds()
    {
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 1));
        await RunUntilAsync(1);
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 2));

        await uplink.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["Bulk 1", "Bulk 2"], server.Stored());
        Assert.True(server.SaidGoodbye);
    }

    public async ValueTask DisposeAsync()
    {
        await uplink.StopAsync(CancellationToken.None);
        uplink.Dispose();
        bench.Dispose();
    }

    private async Task RunUntilAsync(int stored)
    {
        await uplink.StartAsync(TestContext.Current.CancellationToken);
        await server.WhenAsync(() => server.Stored().Count >= stored);

        // The last acks are on their way back; a commit makes them durable.
        while (Lanes().Any(lane => bench.Store.OldestPending(lane) < bench.Store.Contents(lane).NextSequence))
        {
            await Task.Yield();
        }

        bench.Store.Commit([]);
    }

    private static Lane[] Lanes() => [Lane.Critical, Lane.Security, Lane.Bulk];

    private sealed class EmptyHeartbeats : IHeartbeatSource
    {
        public Heartbeat Read() => new();
    }
}
