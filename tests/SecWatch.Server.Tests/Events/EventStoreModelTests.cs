using FsCheck;
using FsCheck.Fluent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using SecWatch.Protos.V1;
using SecWatch.Server.Events;
using SecWatch.Server.Tenancy;
using SecWatch.Server.Tests.Support;

namespace SecWatch.Server.Tests.Events;

/// <summary>Random lives of an event store, compared step by step with a model that is a list.</summary>
public sealed class EventStoreModelTests
{
    private static readonly Guid Spool = new(7, 0, 0, new byte[8]);

    [Fact]
    public void Whatever_happens_the_store_holds_exactly_what_it_acknowledged_in_order()
    {
        var step = Gen.Choose(0, 99).SelectMany(_ => Gen.Choose(0, 2), (kind, device) => (kind, device));
        var lives = step.ListOf(30).ToArbitrary();
        Prop.ForAll(lives, async life =>
        {
            await using var run = new Life();
            foreach (var (kind, device) in life)
            {
                await run.StepAsync(kind, StoreFolder.Identity((short)(device % 2), (short)device));
            }

            run.Compare();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    private sealed class Life : IAsyncDisposable
    {
        private readonly List<(DeviceIdentity Identity, SealedBatch Batch)> model = [];
        private readonly Dictionary<DeviceIdentity, ulong> marks = [];
        private readonly List<StoreFolder> folders = [new()];
        private FakeTimeProvider time = new(TestBatches.Start);
        private DayFileEventStore store;

        public Life() => store = folders[0].Open(time);

        public async Task StepAsync(int kind, DeviceIdentity identity)
        {
            var mark = marks.GetValueOrDefault(identity);
            switch (kind)
            {
                case < 50:
                    await ExpectAsync(AppendOutcome.Stored, identity, Batch(mark + 1));
                    model.Add((identity, Batch(mark + 1)));
                    marks[identity] = mark + 1;
                    break;
                case < 60 when mark > 0:
                    await ExpectAsync(AppendOutcome.Duplicate, identity, Batch(mark));
                    break;
                case < 65:
                    await ExpectAsync(AppendOutcome.SequenceGap, identity, Batch(mark + 2));
                    break;
                case < 70:
                    await store.SkipToAsync(identity, Spool, Lane.Security, mark + 3, CancellationToken.None);
                    marks[identity] = mark + 3;
                    break;
                case < 78:
                    await CloseAndOpenAsync();
                    break;
                case < 86:
                    await CrashAndOpenAsync();
                    break;
                case < 92:
                    time.Advance(TimeSpan.FromHours(20));
                    break;
                case < 96:
                    // A clock that steps back is a new clock: the fake one only goes forward.
                    time = new FakeTimeProvider(time.GetUtcNow().AddDays(-2));
                    await CloseAndOpenAsync();
                    break;
                default:
                    Drop();
                    break;
            }
        }

        public void Compare()
        {
            var stored = store.ReadAfter(BatchPosition.Start, int.MaxValue, long.MaxValue);
            Assert.Equal(
                model.Select(entry => (entry.Identity.Device, entry.Batch)),
                stored.Select(batch => (batch.Device, batch.Batch)));
            Assert.Equal(stored.Select(batch => batch.Position).Order(), stored.Select(batch => batch.Position));
            foreach (var (identity, mark) in marks)
            {
                Assert.Equal(mark, store.Mark(identity, Spool, Lane.Security));
                Assert.Equal(
                    model.Count(entry => entry.Identity == identity),
                    store.CountEvents(identity.Tenant, identity.Device));
            }
        }

        public async ValueTask DisposeAsync()
        {
            await store.DisposeAsync();
            SqliteConnection.ClearAllPools();
            folders.ForEach(folder => folder.Dispose());
        }

        private static SealedBatch Batch(ulong sequence) =>
            TestBatches.Seal(Lane.Security, sequence, $"line {sequence}");

        private async Task ExpectAsync(AppendOutcome expected, DeviceIdentity identity, SealedBatch batch) =>
            Assert.Equal(expected, await store.AppendAsync(identity, Spool, batch, CancellationToken.None));

        private async Task CloseAndOpenAsync()
        {
            await store.DisposeAsync();
            store = folders[^1].Open(time);
            Compare();
        }

        // What a killed process leaves: the files as they are at this moment, with the write-ahead log beside them.
        private async Task CrashAndOpenAsync()
        {
            var next = new StoreFolder();
            Directory.CreateDirectory(next.Events);
            foreach (var file in Directory.GetFiles(folders[^1].Events).Where(IsDurable))
            {
                File.Copy(file, Path.Combine(next.Events, Path.GetFileName(file)));
            }

            await store.DisposeAsync();
            folders.Add(next);
            store = next.Open(time);
            Compare();
        }

        private static bool IsDurable(string file) => !file.EndsWith("-shm", StringComparison.Ordinal);

        private void Drop()
        {
            var stored = store.ReadAfter(BatchPosition.Start, int.MaxValue, long.MaxValue);
            var dropped = store.DropBefore(int.MaxValue);
            var kept = store.ReadAfter(BatchPosition.Start, int.MaxValue, long.MaxValue).Count;
            Assert.True(dropped > 0 || kept == stored.Count);
            model.RemoveRange(0, stored.Count - kept);
            Compare();
        }
    }
}
