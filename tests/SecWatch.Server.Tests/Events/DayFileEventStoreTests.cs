using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SecWatch.Protos.V1;
using SecWatch.Server.Events;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;
using SecWatch.Server.Tests.Support;

namespace SecWatch.Server.Tests.Events;

public sealed class DayFileEventStoreTests : IAsyncLifetime
{
    private static readonly Guid Spool = new(7, 0, 0, new byte[8]);
    private static readonly DeviceIdentity One = StoreFolder.Identity(1, 1);
    private static readonly DeviceIdentity Two = StoreFolder.Identity(2, 2);

    private readonly StoreFolder folder = new();
    private readonly FakeTimeProvider time = new(TestBatches.Start);
    private DayFileEventStore store = null!;

    public ValueTask InitializeAsync()
    {
        store = folder.Open(time);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_batch_is_given_back_as_it_was_sealed()
    {
        var batch = TestBatches.Seal(Lane.Security, 1, "one", "two");
        Assert.Equal(AppendOutcome.Stored, await AppendAsync(One, batch));

        var stored = Assert.Single(store.ReadAfter(BatchPosition.Start, 10, long.MaxValue));
        Assert.Equal(batch, stored.Batch);
        Assert.Equal((One.Tenant, One.Device, Spool), (stored.Tenant, stored.Device, stored.SpoolId));
        Assert.Equal(TestBatches.Start, stored.ReceivedAt);
    }

    [Fact]
    public async Task Sequences_are_kept_per_device_spool_and_lane()
    {
        await AppendAsync(One, TestBatches.Seal(Lane.Security, 1, "a"));
        var other = new Guid(8, 0, 0, new byte[8]);

        Assert.Equal(AppendOutcome.Stored, await AppendAsync(Two, TestBatches.Seal(Lane.Security, 1, "b")));
        Assert.Equal(AppendOutcome.Stored, await AppendAsync(One, TestBatches.Seal(Lane.Bulk, 1, "c")));
        Assert.Equal(AppendOutcome.SequenceGap, await AppendAsync(One, TestBatches.Seal(Lane.Critical, 2, "d")));
        Assert.Equal(
            AppendOutcome.Stored,
            await store.AppendAsync(One, other, TestBatches.Seal(Lane.Security, 1, "e"), CancellationToken.None));
        Assert.Equal(AppendOutcome.Duplicate, await AppendAsync(One, TestBatches.Seal(Lane.Security, 1, "a")));
        Assert.Equal(AppendOutcome.Diverged, await AppendAsync(One, TestBatches.Seal(Lane.Security, 1, "z")));
        Assert.Equal(0ul, store.Mark(One, Spool, Lane.Critical));
    }

    [Fact]
    public async Task A_resend_is_compared_with_older_days_too()
    {
        await AppendAsync(One, TestBatches.Seal(Lane.Security, 1, "a"));
        time.Advance(TimeSpan.FromDays(1));
        await AppendAsync(One, TestBatches.Seal(Lane.Security, 2, "b"));

        Assert.Equal(AppendOutcome.Duplicate, await AppendAsync(One, TestBatches.Seal(Lane.Security, 1, "a")));
        Assert.Equal(AppendOutcome.Diverged, await AppendAsync(One, TestBatches.Seal(Lane.Security, 1, "z")));
    }

    [Fact]
    public async Task A_new_day_carries_all_marks_so_that_the_old_one_can_be_dropped()
    {
        await AppendAsync(One, TestBatches.Seal(Lane.Security, 1, "a"));
        time.Advance(TimeSpan.FromDays(3));
        await AppendAsync(Two, TestBatches.Seal(Lane.Security, 1, "b"));
        Assert.Equal(2, store.CountEvents(One.Tenant, null) + store.CountEvents(Two.Tenant, Two.Device));
        Assert.Equal(1, store.DropBefore(int.MaxValue));
        await ReopenAsync();

        Assert.Equal(1ul, store.Mark(One, Spool, Lane.Security));
        Assert.Equal(0, store.CountEvents(One.Tenant, One.Device));
        Assert.Equal(1, store.CountEvents(Two.Tenant, null));
        Assert.Equal(AppendOutcome.Stored, await AppendAsync(One, TestBatches.Seal(Lane.Security, 2, "c")));
        Assert.Single(Directory.GetFiles(folder.Events, "*.db"));
    }

    [Fact]
    public async Task A_clock_that_steps_back_never_writes_into_an_older_file()
    {
        await AppendAsync(One, TestBatches.Seal(Lane.Security, 1, "a"));
        var back = new FakeTimeProvider(TestBatches.Start.AddDays(-2));
        await store.DisposeAsync();
        store = folder.Open(back);
        await AppendAsync(One, TestBatches.Seal(Lane.Security, 2, "b"));

        var batches = store.ReadAfter(BatchPosition.Start, 10, long.MaxValue);
        Assert.Equal([1ul, 2ul], batches.Select(batch => batch.Batch.Sequence));
        Assert.Equal(batches[0].Position.Day, batches[1].Position.Day);
    }

    [Fact]
    public async Task Reading_by_position_crosses_days_and_keeps_its_bounds()
    {
        for (ulong sequence = 1; sequence <= 6; sequence++)
        {
            await AppendAsync(One, TestBatches.Seal(Lane.Security, sequence, "x"));
            time.Advance(TimeSpan.FromHours(12));
        }

        var first = store.ReadAfter(BatchPosition.Start, 4, long.MaxValue);
        var second = store.ReadAfter(first[^1].Position, 4, long.MaxValue);
        Assert.Equal([1ul, 2ul, 3ul, 4ul], first.Select(batch => batch.Batch.Sequence));
        Assert.Equal([5ul, 6ul], second.Select(batch => batch.Batch.Sequence));
        Assert.Single(store.ReadAfter(BatchPosition.Start, 4, 1));
    }

    [Fact]
    public async Task Waiting_ends_with_the_next_batch_and_with_cancellation()
    {
        await AppendAsync(One, TestBatches.Seal(Lane.Security, 1, "a"));
        var position = store.ReadAfter(BatchPosition.Start, 1, 1)[0].Position;
        await store.WaitForBatchAfterAsync(BatchPosition.Start, CancellationToken.None);
        using var cancelled = new CancellationTokenSource();
        var given = store.WaitForBatchAfterAsync(position, cancelled.Token).AsTask();
        var waiting = store.WaitForBatchAfterAsync(position, CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);
        await cancelled.CancelAsync();
        await AppendAsync(One, TestBatches.Seal(Lane.Security, 2, "b"));

        await waiting;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
    }

    [Fact]
    public async Task Queries_find_by_device_lane_time_source_and_text_newest_first_and_page()
    {
        await AppendAsync(One, TestBatches.Seal(Lane.Security, 1, "alpha", "Beta 失敗"));
        await AppendAsync(One, TestBatches.Seal(Lane.Bulk, 1, "gamma"));
        await AppendAsync(Two, TestBatches.Seal(Lane.Security, 1, "beta of another firm"));
        var all = new EventQuery(One.Tenant, null, null, null, null, null, null, null, 10);

        Assert.Equal(["gamma", "Beta 失敗", "alpha"], Messages(all));
        Assert.Equal(["Beta 失敗"], Messages(all with { Text = "bEtA" }));
        Assert.Equal(["gamma"], Messages(all with { Lane = Lane.Bulk }));
        Assert.Equal(["Beta 失敗"], Messages(all with { From = TestBatches.Start.AddSeconds(1) }));
        Assert.Equal(["gamma", "alpha"], Messages(all with { To = TestBatches.Start.AddSeconds(1) }));
        Assert.Empty(Messages(all with { Source = "process" }));
        Assert.Empty(Messages(all with { Device = Two.Device }));
        Assert.Equal(3, Messages(all with { Device = One.Device, Source = "log:auth" }).Length);
        var page = store.Query(all with { Limit = 2 }, CancellationToken.None);
        Assert.Equal(["alpha"], Messages(all with { Before = page[^1].Reference }));
        Assert.Equal("alpha", store.Find(One.Tenant, page[^1].Reference with { Index = 0 })!.Fields[0].Value);
        Assert.Null(store.Find(Two.Tenant, page[^1].Reference));
        Assert.Throws<ArgumentOutOfRangeException>(() => Messages(all with { Limit = 0 }));
    }

    [Fact]
    public async Task A_mark_can_be_moved_past_what_the_agent_has_not_any_more()
    {
        await store.SkipToAsync(One, Spool, Lane.Security, 5, CancellationToken.None);
        await store.SkipToAsync(One, Spool, Lane.Security, 3, CancellationToken.None);
        await ReopenAsync();

        Assert.Equal(5ul, store.Mark(One, Spool, Lane.Security));
        Assert.Equal(AppendOutcome.Stored, await AppendAsync(One, TestBatches.Seal(Lane.Security, 6, "x")));
        Assert.Equal(AppendOutcome.Duplicate, await AppendAsync(One, TestBatches.Seal(Lane.Security, 4, "y")));
    }

    [Fact]
    public async Task Many_devices_at_a_time_are_each_kept_in_order()
    {
        await Parallel.ForAsync(0, 20, async (device, _) =>
        {
            var identity = StoreFolder.Identity((short)(device % 4), (short)(100 + device));
            for (ulong sequence = 1; sequence <= 25; sequence++)
            {
                var batch = TestBatches.Seal(Lane.Security, sequence, $"{device} {sequence}");
                Assert.Equal(AppendOutcome.Stored, await AppendAsync(identity, batch));
            }
        });

        var stored = store.ReadAfter(BatchPosition.Start, 1000, long.MaxValue);
        Assert.Equal(500, stored.Count);
        Assert.All(
            stored.GroupBy(batch => batch.Device),
            device => Assert.Equal(
                Enumerable.Range(1, 25).Select(i => (ulong)i), device.Select(batch => batch.Batch.Sequence)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_damaged_file_is_set_aside_and_does_not_block_the_start(bool isNewest)
    {
        await AppendAsync(One, TestBatches.Seal(Lane.Security, 1, "a"));
        time.Advance(TimeSpan.FromDays(1));
        await AppendAsync(One, TestBatches.Seal(Lane.Security, 2, "b"));
        var before = store.ReadAfter(BatchPosition.Start, 10, long.MaxValue)[^1].Position;
        await store.DisposeAsync();
        SqliteConnection.ClearAllPools();
        var files = Directory.GetFiles(folder.Events, "*.db").Order(StringComparer.Ordinal).ToList();
        await File.WriteAllTextAsync(files[isNewest ? 1 : 0], new string('x', 50_000),
            TestContext.Current.CancellationToken);
        store = folder.Open(time);

        Assert.Single(store.DamagedDays);
        Assert.True(File.Exists(store.DamagedDays[0].SetAsideAs));
        Assert.Equal(isNewest ? 1ul : 2ul, store.Mark(One, Spool, Lane.Security));
        var next = TestBatches.Seal(Lane.Security, isNewest ? 2ul : 3ul, "b");
        Assert.Equal(AppendOutcome.Stored, await AppendAsync(One, next));

        // A reader that had read everything sees the new batch.
        Assert.Equal(next, Assert.Single(store.ReadAfter(before, 10, long.MaxValue)).Batch);
    }

    [Fact]
    public async Task A_full_disk_stores_nothing_and_the_store_goes_on_when_there_is_room()
    {
        using var disk = SmallDisk.Mount(TestContext.Current.TestMethod!.MethodName);
        Assert.SkipWhen(disk is null, "Mounting a small file system needs root on Linux.");
        await store.DisposeAsync();
        using var small = new StoreFolder(disk!.Path);
        var health = small.Health;
        store = small.Open(time);
        await AppendAsync(One, TestBatches.Seal(Lane.Security, 1, "a"));
        disk.Fill();
        var noise = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(300_000));
        var large = TestBatches.Seal(Lane.Security, 2, noise);

        Assert.Equal(AppendOutcome.Unavailable, await AppendAsync(One, large));
        Assert.False(health.IsWritable);
        Assert.Equal(1ul, store.Mark(One, Spool, Lane.Security));
        disk.Free();
        Assert.Equal(AppendOutcome.Stored, await AppendAsync(One, large));
        Assert.True(health.IsWritable);
        Assert.Equal(2, store.ReadAfter(BatchPosition.Start, 10, long.MaxValue).Count);
        Assert.Equal(2, store.CountEvents(One.Tenant, One.Device));
        await store.DisposeAsync();
        SqliteConnection.ClearAllPools();
    }

    [Fact]
    public async Task Retention_keeps_what_a_reader_still_needs()
    {
        for (ulong sequence = 1; sequence <= 4; sequence++)
        {
            await AppendAsync(One, TestBatches.Seal(Lane.Security, sequence, "x"));
            time.Advance(TimeSpan.FromDays(1));
        }

        var second = store.ReadAfter(BatchPosition.Start, 2, long.MaxValue)[1].Position;
        var worker = new RetentionWorker(
            store,
            [new FixedGuard(second)],
            Options.Create(new ServerOptions { RetentionDays = 1 }),
            time,
            NullLogger<RetentionWorker>.Instance);
        await worker.RunOnceAsync(CancellationToken.None);

        var left = store.ReadAfter(BatchPosition.Start, 10, long.MaxValue);
        Assert.Equal([2ul, 3ul, 4ul], left.Select(batch => batch.Batch.Sequence));
    }

    private async Task ReopenAsync()
    {
        await store.DisposeAsync();
        store = folder.Open(time);
    }

    private string[] Messages(EventQuery query) =>
        [.. store.Query(query, CancellationToken.None).Select(e => e.Fields[0].Value)];

    private Task<AppendOutcome> AppendAsync(DeviceIdentity identity, SealedBatch batch) =>
        store.AppendAsync(identity, Spool, batch, CancellationToken.None).AsTask();

    private sealed class FixedGuard(BatchPosition position) : IRetentionGuard
    {
        public ValueTask<BatchPosition> DoneUpToAsync(CancellationToken cancellationToken) => new(position);
    }
}
