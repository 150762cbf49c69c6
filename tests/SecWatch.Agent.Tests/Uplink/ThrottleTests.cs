using Microsoft.Extensions.Logging.Abstractions;
using SecWatch.Agent.Tests.Spool;
using SecWatch.Agent.Uplink;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Tests.Uplink;

public sealed class ThrottleTests
{
    [Fact]
    public async Task A_pause_holds_all_lanes_back_but_the_critical_one_until_it_is_over()
    {
        using var bench = new SpoolWorkbench();
        var server = new MemoryServer { Throttle = new Throttle { PauseMilliseconds = 60_000 } };
        using var uplink = new UplinkService(
            server, bench.Store, new NoHeartbeats(), new UplinkState(), new HostFacts("host", "test", "0"),
            new AgentRun(Guid.Empty, DateTimeOffset.UnixEpoch), () => 0, bench.Time,
            NullLogger<UplinkService>.Instance);
        bench.Commit(SpoolWorkbench.Group(Lane.Critical, 1));
        await uplink.StartAsync(TestContext.Current.CancellationToken);
        await server.WhenAsync(() => server.Stored().Count == 1);

        // The pause stands before the ack on the stream: the agent knows of it when it has the ack.
        await bench.WhenAcknowledgedAsync(Lane.Critical);
        bench.Commit(SpoolWorkbench.Group(Lane.Bulk, 2));
        bench.Commit(SpoolWorkbench.Group(Lane.Critical, 3));
        await server.WhenAsync(() => server.Stored().Count == 2);
        await bench.WhenAcknowledgedAsync(Lane.Critical);

        Assert.Equal(["Critical 1", "Critical 3"], server.Stored());

        bench.Time.Advance(TimeSpan.FromSeconds(61));
        await server.WhenAsync(() => server.Stored().Count == 3);

        Assert.Equal("Bulk 2", server.Stored()[2]);
        await uplink.StopAsync(TestContext.Current.CancellationToken);
    }

    private sealed class NoHeartbeats : IHeartbeatSource
    {
        public Heartbeat Read() => new();
    }
}
