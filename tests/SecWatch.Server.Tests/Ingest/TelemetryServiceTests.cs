using System.Security.Cryptography;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;
using SecWatch.Server.Events;
using SecWatch.Server.Tenancy;
using SecWatch.Server.Tests.Support;

namespace SecWatch.Server.Tests.Ingest;

public sealed class TelemetryServiceTests : IAsyncLifetime
{
    private readonly TestFolder folder = new();
    private RunningServer server = null!;

    public async ValueTask InitializeAsync() => server = await RunningServer.StartAsync(folder);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Batches_are_acknowledged_and_stored_once()
    {
        using var agent = await TestAgent.EnrolledAsync(server);
        using var stream = agent.Connect();
        var welcome = await stream.StartAsync(TestStream.Hello(TestStream.Security(1, 1)));
        for (ulong sequence = 1; sequence <= 20; sequence++)
        {
            await stream.SendAsync(TestBatches.Seal(Lane.Security, sequence, $"line {sequence}"));
        }

        await stream.AckUpToAsync(20);
        await stream.SendAsync(TestBatches.Seal(Lane.Security, 7, "line 7"));
        var again = await stream.AckUpToAsync(7);
        await stream.SendAsync(new AgentFrame { Goodbye = new Goodbye() });
        var status = await stream.CompleteAsync();

        Assert.Equal(0ul, Assert.Single(welcome.Marks).Sequence);
        Assert.Equal(7ul, again.Sequence);
        Assert.Equal(StatusCode.OK, status.StatusCode);
        var batches = server.Get<IEventStore>().ReadAfter(BatchPosition.Start, 100, long.MaxValue);
        Assert.Equal(Enumerable.Range(1, 20).Select(i => (ulong)i), batches.Select(batch => batch.Batch.Sequence));
        Assert.All(batches, batch => Assert.True(BatchSeal.TryVerify(batch.Batch, out _)));
        Assert.Equal(agent.Reply!.DeviceId, batches[0].Device.ToString());
    }

    [Fact]
    public async Task An_acknowledged_batch_is_there_after_a_restart_and_the_agent_goes_on_behind_it()
    {
        using var agent = await TestAgent.EnrolledAsync(server);
        using (var stream = agent.Connect())
        {
            await stream.StartAsync(TestStream.Hello(TestStream.Security(1, 3)));
            await stream.SendAsync(TestBatches.Seal(Lane.Security, 1, "one"));
            await stream.SendAsync(TestBatches.Seal(Lane.Security, 2, "two"));
            await stream.AckUpToAsync(2);
        }

        await server.DisposeAsync();
        server = await RunningServer.StartAsync(folder);
        using var later = agent.At(server.AgentPort);
        using var next = later.Connect();
        var welcome = await next.StartAsync(TestStream.Hello(TestStream.Security(3, 4)));
        await next.SendAsync(TestBatches.Seal(Lane.Security, 3, "three"));
        await next.AckUpToAsync(3);

        Assert.Equal(2ul, Assert.Single(welcome.Marks).Sequence);
        var batches = server.Get<IEventStore>().ReadAfter(BatchPosition.Start, 100, long.MaxValue);
        Assert.Equal([1ul, 2ul, 3ul], batches.Select(batch => batch.Batch.Sequence));
    }

    [Fact]
    public async Task A_stopping_server_tells_the_agent_to_come_again()
    {
        using var agent = await TestAgent.EnrolledAsync(server);
        using var stream = agent.Connect();
        await stream.StartAsync(TestStream.Hello());
        var refused = stream.RefusedAsync();
        await server.DisposeAsync();

        Assert.Equal("the server is stopping; try again", (await refused).Status.Detail);
        server = await RunningServer.StartAsync(folder);
    }

    [Fact]
    public async Task A_batch_out_of_sequence_is_refused_with_the_number_that_is_expected()
    {
        using var agent = await TestAgent.EnrolledAsync(server);
        using var stream = agent.Connect();
        await stream.StartAsync(TestStream.Hello(TestStream.Security(1, 4)));
        await stream.SendAsync(TestBatches.Seal(Lane.Security, 1, "one"));
        await stream.SendAsync(TestBatches.Seal(Lane.Security, 3, "three"));
        var refused = await stream.RefusedAsync();

        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.StartsWith("sequence gap", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Equal("security", refused.Trailers.GetValue("secwatch-lane"));
        Assert.Equal("2", refused.Trailers.GetValue("secwatch-expected"));
    }

    [Fact]
    public async Task Another_batch_under_a_stored_number_is_refused_as_diverged()
    {
        using var agent = await TestAgent.EnrolledAsync(server);
        using var stream = agent.Connect();
        await stream.StartAsync(TestStream.Hello(TestStream.Security(1, 2)));
        await stream.SendAsync(TestBatches.Seal(Lane.Security, 1, "one"));
        await stream.AckUpToAsync(1);
        await stream.SendAsync(TestBatches.Seal(Lane.Security, 1, "something else"));
        var refused = await stream.RefusedAsync();

        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.StartsWith("spool diverged", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Equal("diverged", refused.Trailers.GetValue("secwatch-reason"));
        Assert.Equal("2", refused.Trailers.GetValue("secwatch-expected"));
    }

    [Fact]
    public async Task A_spool_that_was_rolled_back_is_refused_at_hello()
    {
        using var agent = await TestAgent.EnrolledAsync(server);
        using (var stream = agent.Connect())
        {
            await stream.StartAsync(TestStream.Hello(TestStream.Security(1, 2)));
            await stream.SendAsync(TestBatches.Seal(Lane.Security, 1, "one"));
            await stream.AckUpToAsync(1);
        }

        using var again = agent.Connect();
        await again.SendAsync(TestStream.Hello(TestStream.Security(1, 1)));
        var refused = await again.RefusedAsync();

        Assert.StartsWith("spool diverged", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batches_that_the_agent_deleted_and_the_server_lacks_become_one_gap()
    {
        using var agent = await TestAgent.EnrolledAsync(server);
        for (var i = 0; i < 2; i++)
        {
            using var stream = agent.Connect();
            var welcome = await stream.StartAsync(TestStream.Hello(TestStream.Security(6, 9)));
            Assert.Equal(5ul, Assert.Single(welcome.Marks).Sequence);
        }

        await using var context = server.Contexts.Create(TenantScope.Provider);
        var gap = Assert.Single(await context.Gaps.ToListAsync(TestContext.Current.CancellationToken));
        Assert.Equal("ServerRestored", gap.Reason);
        Assert.StartsWith("server-", gap.Id, StringComparison.Ordinal);
        Assert.Contains("1 to 5", gap.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flipped_bit_is_refused()
    {
        using var agent = await TestAgent.EnrolledAsync(server);
        using var stream = agent.Connect();
        await stream.StartAsync(TestStream.Hello());
        var batch = TestBatches.Seal(Lane.Security, 1, "one");
        var payload = batch.Payload.ToByteArray();
        payload[payload.Length / 2] ^= 1;
        batch.Payload = ByteString.CopyFrom(payload);
        await stream.SendAsync(batch);

        Assert.Equal(StatusCode.InvalidArgument, (await stream.RefusedAsync()).StatusCode);
        Assert.Empty(server.Get<IEventStore>().ReadAfter(BatchPosition.Start, 1, 1));
    }

    [Fact]
    public async Task A_batch_whose_header_does_not_fit_its_content_is_refused()
    {
        using var agent = await TestAgent.EnrolledAsync(server);
        using var stream = agent.Connect();
        await stream.StartAsync(TestStream.Hello());
        var batch = TestBatches.Seal(Lane.Security, 1, "one", "two");
        batch.EventCount = 5;
        batch.Checksum = BatchSeal.Checksum(batch);
        await stream.SendAsync(batch);
        var refused = await stream.RefusedAsync();

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains("header says 5", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_oversized_frame_is_refused()
    {
        using var agent = await TestAgent.EnrolledAsync(server);
        using var stream = agent.Connect();
        await stream.StartAsync(TestStream.Hello());
        var refused = stream.RefusedAsync();
        try
        {
            await stream.SendAsync(new SealedBatch { Payload = ByteString.CopyFrom(new byte[5 * 1024 * 1024]) });
        }
        catch (RpcException)
        {
            // The answer may come before the frame is written whole.
        }

        Assert.Equal(StatusCode.ResourceExhausted, (await refused).StatusCode);
    }

    [Fact]
    public async Task A_frame_before_hello_a_second_hello_and_an_empty_frame_are_refused()
    {
        using var agent = await TestAgent.EnrolledAsync(server);
        using var early = agent.Connect();
        await early.SendAsync(TestBatches.Seal(Lane.Security, 1, "one"));
        using var twice = agent.Connect();
        await twice.StartAsync(TestStream.Hello());
        await twice.SendAsync(TestStream.Hello());
        using var empty = agent.Connect();
        await empty.StartAsync(TestStream.Hello());
        await empty.SendAsync(new AgentFrame());

        Assert.Equal("the first frame is Batch and not Hello", (await early.RefusedAsync()).Status.Detail);
        Assert.Equal("a second Hello", (await twice.RefusedAsync()).Status.Detail);
        Assert.Equal("a frame without content", (await empty.RefusedAsync()).Status.Detail);
    }

    [Fact]
    public async Task A_hello_that_never_comes_ends_the_stream()
    {
        using var agent = await TestAgent.EnrolledAsync(server);
        using var stream = agent.Connect();
        var refused = stream.RefusedAsync();
        while (!refused.IsCompleted)
        {
            // Whether the server waits already cannot be seen from here, so the clock is moved until it does.
            server.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal("no Hello came within 10 s", (await refused).Status.Detail);
    }

    [Fact]
    public async Task A_silent_stream_is_ended_after_three_heartbeats()
    {
        using var agent = await TestAgent.EnrolledAsync(server);
        using var stream = agent.Connect();
        await stream.StartAsync(TestStream.Hello());
        server.Time.Advance(TimeSpan.FromSeconds(46));
        var refused = await stream.RefusedAsync();

        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        Assert.StartsWith("no frame came for 45 s", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_major_version_is_unimplemented_and_a_newer_minor_is_spoken_down()
    {
        using var agent = await TestAgent.EnrolledAsync(server);
        using var other = agent.Connect();
        var hello = TestStream.Hello();
        hello.Version.Major = 2;
        await other.SendAsync(hello);
        using var newer = agent.Connect();
        hello = TestStream.Hello();
        hello.Version.Minor = 2;
        var welcome = await newer.StartAsync(hello);

        var refused = await other.RefusedAsync();
        Assert.Equal(StatusCode.Unimplemented, refused.StatusCode);
        Assert.Equal("the agent speaks protocol 2.0 to 2.0, this server 1.0 to 1.0", refused.Status.Detail);
        Assert.Equal(0u, welcome.Version.Minor);
    }

    [Theory]
    [InlineData("spool_id must have 16 bytes")]
    [InlineData("run_id must have 16 bytes")]
    [InlineData("lane security stands twice")]
    [InlineData("the sequences of lane security are out of their range")]
    [InlineData("host_name is longer than 255 bytes")]
    public async Task A_hello_that_is_wrong_is_refused(string error)
    {
        var hello = TestStream.Hello(TestStream.Security(1, 1));
        switch (error.Split(' ')[0])
        {
            case "spool_id":
                hello.SpoolId = ByteString.Empty;
                break;
            case "run_id":
                hello.RunId = ByteString.CopyFrom(1, 2);
                break;
            case "lane":
                hello.Lanes.Add(TestStream.Security(1, 1));
                break;
            case "the":
                hello.Lanes[0].OldestPending = 5;
                break;
            default:
                hello.HostName = new string('あ', 100);
                break;
        }

        using var agent = await TestAgent.EnrolledAsync(server);
        using var stream = agent.Connect();
        await stream.SendAsync(hello);
        var refused = await stream.RefusedAsync();

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal($"Hello: {error}", refused.Status.Detail);
    }

    [Fact]
    public async Task A_device_has_four_streams_at_most()
    {
        using var agent = await TestAgent.EnrolledAsync(server);
        var streams = new List<TestStream>();
        for (var i = 0; i < 4; i++)
        {
            streams.Add(agent.Connect());
            await streams[i].StartAsync(TestStream.Hello());
        }

        using var fifth = agent.Connect();
        await fifth.SendAsync(TestStream.Hello());
        Assert.Equal(StatusCode.ResourceExhausted, (await fifth.RefusedAsync()).StatusCode);
        streams.ForEach(stream => stream.Dispose());
    }

    [Fact]
    public async Task A_device_over_its_rate_is_told_to_pause_and_one_that_does_not_listen_is_refused()
    {
        await server.DisposeAsync();
        server = await RunningServer.StartAsync(
            folder,
            new FakeTimeProvider(TestBatches.Start),
            new Dictionary<string, object> { ["DeviceBytesPerSecond"] = 1000, ["MebibytesInFlight"] = 4 });
        using var agent = await TestAgent.EnrolledAsync(server);
        using var stream = agent.Connect();
        await stream.StartAsync(TestStream.Hello());
        var noise = Convert.ToBase64String(RandomNumberGenerator.GetBytes(1_500_000));
        ulong sequence = 0;
        await stream.SendAsync(TestBatches.Seal(Lane.Bulk, ++sequence, noise[..900_000]));
        var frame = await stream.ReadAsync();
        Assert.Equal(ServerFrame.FrameOneofCase.Throttle, frame.FrameCase);
        Assert.InRange(frame.Throttle.PauseMilliseconds, 1u, 1_000_000u);

        var refused = stream.RefusedAsync();
        while (!refused.IsCompleted && sequence < 30)
        {
            try
            {
                await stream.SendAsync(TestBatches.Seal(Lane.Bulk, ++sequence, noise[..900_000]));
            }
            catch (Exception exception) when (exception is RpcException or InvalidOperationException)
            {
                break;
            }
        }

        Assert.Equal(StatusCode.ResourceExhausted, (await refused).StatusCode);
    }

    [Fact]
    public async Task Heartbeat_and_goodbye_reach_the_device_row()
    {
        using var agent = await TestAgent.EnrolledAsync(server);
        var device = new DeviceId(Guid.Parse(agent.Reply!.DeviceId));
        using (var stream = agent.Connect())
        {
            await stream.StartAsync(TestStream.Hello());
            await stream.SendAsync(new AgentFrame
            {
                Heartbeat = new Heartbeat { Clock = TestBatches.Start.AddSeconds(3).UtcTicks, ResidentBytes = 42 },
            });
            await stream.SendAsync(new AgentFrame { Goodbye = new Goodbye() });
            await stream.CompleteAsync();
        }

        await server.DisposeAsync();
        server = await RunningServer.StartAsync(folder);
        await using var context = server.Contexts.Create(TenantScope.Provider);
        var row = await context.Devices.SingleAsync(e => e.Id == device, TestContext.Current.CancellationToken);
        Assert.True(row.SaidGoodbye);
        Assert.Equal(3000, row.ClockSkewMilliseconds);
        Assert.Contains("\"residentBytes\": \"42\"", row.Heartbeat, StringComparison.Ordinal);
        Assert.Equal(TestBatches.Start, row.LastSeenAt);
    }
}
