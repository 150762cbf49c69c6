using Microsoft.Extensions.Logging.Abstractions;
using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Sources;
using SecWatch.Agent.Spool;
using SecWatch.Agent.Tests.Spool;
using SecWatch.Protos.AgentEvents;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Tests.Pipeline;

public sealed class BatcherTests : IAsyncDisposable
{
    private static readonly EventShape Shape = new("test", "SecWatch-Test", "test", 0, "host", ["Number"]);

    private readonly SpoolWorkbench bench = new();
    private readonly SourceRegistry registry = new();
    private readonly BlockPool pool = new();
    private readonly BlockQueue queue;
    private readonly SpoolWriter writer;
    private readonly Batcher batcher;

    public BatcherTests()
    {
        var options = new PipelineOptions { BatchEventsMax = 16 };
        var progress = new ProgressMonitor(TimeProvider.System);
        queue = new BlockQueue(options, bench.Quota);
        writer = new SpoolWriter(bench.Store, progress, TimeProvider.System, NullLogger<SpoolWriter>.Instance);
        batcher = new Batcher(
            queue, pool, writer, options, progress, TimeProvider.System, NullLogger<Batcher>.Instance);
    }

    [Fact]
    public async Task A_block_larger_than_a_batch_becomes_durable_in_one_transaction_with_its_position()
    {
        await StartAsync();
        var counters = registry.For("test");

        await queue.PostAsync(Block(Lane.Bulk, 0, 40, position: 40), counters, TestContext.Current.CancellationToken);
        await counters.WhenDrainedAsync(TestContext.Current.CancellationToken);

        var events = string.Join(' ', bench.Pending(Lane.Bulk)).Split(' ').Select(int.Parse);
        Assert.Equal(Enumerable.Range(0, 40), events);
        Assert.True(bench.Pending(Lane.Bulk).Count >= 2);
        Assert.Equal(40, bench.Store.ReadPositions("test")["at"][0]);
        Assert.Equal(40, counters.EventsOut);
        Assert.Equal(0, counters.EventsWaiting);
    }

    [Fact(Timeout = 20_000)]
    public async Task A_timer_that_fires_before_its_time_does_not_leave_events_behind()
    {
        var early = new Batcher(
            queue, pool, writer, new PipelineOptions(), new ProgressMonitor(TimeProvider.System), new LateClock(),
            NullLogger<Batcher>.Instance);
        await writer.StartAsync(TestContext.Current.CancellationToken);
        await early.StartAsync(TestContext.Current.CancellationToken);
        var counters = registry.For("test");

        await queue.PostAsync(Block(Lane.Bulk, 0, 1, 1), counters, TestContext.Current.CancellationToken);
        await counters.WhenDrainedAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["0"], bench.Pending(Lane.Bulk));
        await early.StopAsync(TestContext.Current.CancellationToken);
        early.Dispose();
    }

    [Fact]
    public async Task Events_of_several_lanes_travel_apart_and_keep_their_order()
    {
        await StartAsync();
        var counters = registry.For("test");

        await queue.PostAsync(Block(Lane.Bulk, 0, 3, 1), counters, TestContext.Current.CancellationToken);
        await queue.PostAsync(Block(Lane.Critical, 10, 1, 2), counters, TestContext.Current.CancellationToken);
        await queue.PostAsync(Block(Lane.Bulk, 3, 3, 3), counters, TestContext.Current.CancellationToken);
        await counters.WhenDrainedAsync(TestContext.Current.CancellationToken);

        Assert.Equal("0 1 2 3 4 5", string.Join(' ', bench.Pending(Lane.Bulk)));
        Assert.Equal("10", string.Join(' ', bench.Pending(Lane.Critical)));
    }

    [Fact]
    public async Task A_stop_drains_what_is_queued()
    {
        await StartAsync();
        await queue.PostAsync(Block(Lane.Bulk, 0, 3, 1), registry.For("test"), TestContext.Current.CancellationToken);

        await batcher.StopAsync(TestContext.Current.CancellationToken);
        await writer.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal("0 1 2", string.Join(' ', bench.Pending(Lane.Bulk)));
    }

    [Fact]
    public async Task A_source_over_its_quota_is_told_so_and_critical_events_still_pass()
    {
        await StartAsync();
        bench.Quota.SetUsed(Lane.Bulk, long.MaxValue);
        var counters = registry.For("test");

        Assert.False(queue.TryPost(Block(Lane.Bulk, 0, 1, 1), counters));
        Assert.True(queue.TryPost(Block(Lane.Critical, 5, 1, 1), counters));

        await counters.WhenDrainedAsync(TestContext.Current.CancellationToken);
        Assert.Equal("5", string.Join(' ', bench.Pending(Lane.Critical)));
        Assert.Equal(1, counters.EventsIn);
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public async Task A_time_that_no_calendar_has_becomes_the_nearest_one(long ticks)
    {
        await StartAsync();
        var block = pool.Rent("test");
        block.Begin(Shape, Lane.Bulk, ticks, 1);
        block.Value("1".AsSpan());

        await queue.PostAsync(block, registry.For("test"), TestContext.Current.CancellationToken);
        await registry.For("test").WhenDrainedAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ticks < 0 ? 0 : BatchLimits.TimeTicksMax, bench.Store.TryRead(Lane.Bulk, 1)!.FirstTime);
    }

    [Fact]
    public async Task An_event_that_no_batch_may_hold_becomes_a_gap_and_its_neighbours_travel()
    {
        await StartAsync();
        var fields = Enumerable.Range(0, BatchLimits.FieldCountMax + 1).Select(number => $"F{number}").ToArray();
        var many = new EventShape("test", "SecWatch-Test", "test", 0, "host", fields);
        var longName = new EventShape("test", new string('x', 70_000), "test", 0, "host", ["Number"]);
        var large = new EventShape("test", "SecWatch-Test", "large", 0, "host", fields.AsSpan(0, 8));
        var block = pool.Rent("test");
        Fill(block, Lane.Bulk, 0, 1);
        foreach (var shape in new[] { many, longName, large })
        {
            block.Begin(shape, Lane.Bulk, 0, 7);
            for (var field = 0; field < shape.Fields.Length; field++)
            {
                block.Value(ReferenceEquals(shape, large) ? new byte[BatchLimits.ValueBytesMax + 1] : "x"u8);
            }
        }

        Fill(block, Lane.Bulk, 1, 1);

        await queue.PostAsync(block, registry.For("test"), TestContext.Current.CancellationToken);
        await registry.For("test").WhenDrainedAsync(TestContext.Current.CancellationToken);

        Assert.Equal("0 1", string.Join(' ', bench.Pending(Lane.Bulk)));
        Assert.Equal(["gap RecordDamaged"], bench.Pending(Lane.Critical));
        Assert.Equal(3, registry.For("test").EventsDropped);
    }

    [Fact]
    public async Task A_block_of_gap_records_passes_although_the_critical_lane_is_full()
    {
        await StartAsync();
        bench.Quota.SetUsed(Lane.Critical, bench.Options.QuotaBytes(Lane.Critical));
        var now = bench.Time.GetUtcNow();
        var block = pool.Rent("test");
        block.AddGap(
            new GapRecord("test", now, now, 1, GapCount.Exact, GapReason.QueueOverflow, 0, 0, "One."), "host", now);

        Assert.False(queue.TryPost(Block(Lane.Critical, 0, 1, 1), registry.For("test")));
        Assert.True(queue.TryPost(block, registry.For("test")));

        await registry.For("test").WhenDrainedAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["gap QueueOverflow"], bench.Pending(Lane.Critical));
    }

    [Fact]
    public async Task A_source_that_fails_is_started_again_from_its_last_durable_position()
    {
        await StartAsync();
        var journal = new AgentJournal(TimeProvider.System, NullLogger<AgentJournal>.Instance);
        var source = new FailingSource();
        using var supervisor = new SourceSupervisor(
            [source], journal, registry, queue, pool, bench.Store, () => 0, TimeProvider.System,
            NullLogger<SourceSupervisor>.Instance);

        var done = source.Done.Next;
        await supervisor.StartAsync(TestContext.Current.CancellationToken);
        await done.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        await registry.For("failing").WhenDrainedAsync(TestContext.Current.CancellationToken);
        await supervisor.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal("0 1 2 3 4 5", string.Join(' ', bench.Pending(Lane.Bulk)));
        Assert.Equal(6, registry.For("failing").EventsOut);
    }

    public async ValueTask DisposeAsync()
    {
        await batcher.StopAsync(CancellationToken.None);
        await writer.StopAsync(CancellationToken.None);
        batcher.Dispose();
        writer.Dispose();
        bench.Dispose();
    }

    private async Task StartAsync()
    {
        await writer.StartAsync(TestContext.Current.CancellationToken);
        await batcher.StartAsync(TestContext.Current.CancellationToken);
    }

    private EventBlock Block(Lane lane, int first, int count, byte position)
    {
        var block = pool.Rent("test");
        Fill(block, lane, first, count);
        block.SetPosition("at", [position]);
        return block;
    }

    private static void Fill(EventBlock block, Lane lane, int first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            block.Begin(Shape, lane, 638_000_000_000_000_000, number);
            block.Value($"{number}".AsSpan());
        }
    }

    private sealed class FailingSource : IEventSource
    {
        public AsyncPulse Done { get; } = new();

        public string Id => "failing";

        public async Task RunAsync(ISourceContext context, CancellationToken cancellationToken)
        {
            var at = context.Positions.TryGetValue("at", out var position) ? position[0] : (byte)0;
            var block = context.Rent();
            Fill(block, Lane.Bulk, at, 3);
            block.SetPosition("at", [(byte)(at + 3)]);
            await context.PostAsync(block, cancellationToken);
            if (at == 0)
            {
                throw new InvalidOperationException("Broken once.");
            }

            Done.Beat();
        }
    }
}
