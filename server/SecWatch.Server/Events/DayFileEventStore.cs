using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using SecWatch.Protos.V1;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Events;

/// <summary>
/// Keeps batches in one SQLite file a day (<see cref="DayFileSchema"/>), written by one loop with group commit.
/// </summary>
/// <remarks>
/// The loop takes whatever waits at that moment, up to a bound of bytes, into one transaction, and begins at once: a
/// lone
/// batch waits for one fsync, and under load many share it. The file appended to is the later of today's and the newest
/// there is, so a clock that steps back never writes into an older one, and positions only grow.
/// A failed write makes the whole transaction <see cref="AppendOutcome.Unavailable"/>; the file is then opened anew,
/// and
/// marks and counts are read back from it, because a commit that failed may still have reached the disk.
/// </remarks>
internal sealed partial class DayFileEventStore : IEventStore, IAsyncDisposable
{
    private readonly DayFiles files;
    private readonly EventStoreHealth health;
    private readonly TimeProvider time;
    private readonly ILogger<DayFileEventStore> logger;
    private readonly EventSearch search;
    private readonly ResendCheck resends;
    private readonly long groupBytesMax;
    private readonly Channel<PendingAppend> queue;
    private readonly ConcurrentDictionary<MarkKey, ulong> marks = new();
    private readonly ConcurrentDictionary<DeviceIdentity, long> eventCounts = new();
    private readonly Lock positionGate = new();
    private TaskCompletionSource moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private BatchPosition last;
    private DayFileWriter? writer;
    private Task? loop;

    public DayFileEventStore(
        DayFiles files,
        EventStoreHealth health,
        IOptions<EventsOptions> options,
        TimeProvider time,
        ILogger<DayFileEventStore> logger)
    {
        this.files = files;
        this.health = health;
        this.time = time;
        this.logger = logger;
        search = new EventSearch(files, options.Value.QueryBatchesMax);
        resends = new ResendCheck(files, logger);
        groupBytesMax = options.Value.GroupMebibytesMax * 1024L * 1024;

        // Whoever appends waits while the queue is full: the wait goes back to the agents through their streams.
        queue = Channel.CreateBounded<PendingAppend>(
            new BoundedChannelOptions(options.Value.QueueBatchesMax)
            {
                FullMode = BoundedChannelFullMode.Wait,
                SingleReader = true,
            });
    }

    /// <summary>Files that were set aside at start, for whoever reports the gap.</summary>
    public IReadOnlyList<DamagedDay> DamagedDays { get; private set; } = [];

    /// <summary>Reads what there is and starts the loop.</summary>
    public void Open()
    {
        DamagedDays = files.Recover();
        foreach (var day in DamagedDays)
        {
            LogDayDamaged(day.Day, day.SetAsideAs);
        }

        Reload();
        loop = Task.Run(WriteLoopAsync, CancellationToken.None);
    }

    /// <summary>Writes what waits, and closes the file. Appends after that are Unavailable.</summary>
    public async Task CloseAsync()
    {
        queue.Writer.TryComplete();
        if (loop is not null)
        {
            await loop;
        }

        writer?.Dispose();
        writer = null;
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    public async ValueTask<AppendOutcome> AppendAsync(
        DeviceIdentity identity, Guid spoolId, SealedBatch batch, CancellationToken cancellationToken)
    {
        var key = new MarkKey(identity, spoolId, batch.Lane);

        // A resend is compared here and not in the writer, where it would cost others their time.
        return batch.Sequence <= Mark(identity, spoolId, batch.Lane)
            ? resends.Compare(key, batch, files.Days)
            : await EnqueueAsync(new PendingAppend(key, batch.Sequence, batch), cancellationToken);
    }

    public ulong Mark(DeviceIdentity identity, Guid spoolId, Lane lane) =>
        marks.GetValueOrDefault(new MarkKey(identity, spoolId, lane));

    /// <exception cref="IOException">The store cannot write.</exception>
    public async ValueTask SkipToAsync(
        DeviceIdentity identity, Guid spoolId, Lane lane, ulong sequence, CancellationToken cancellationToken)
    {
        var pending = new PendingAppend(new MarkKey(identity, spoolId, lane), sequence, batch: null);
        if (await EnqueueAsync(pending, cancellationToken) == AppendOutcome.Unavailable)
        {
            throw new IOException("The event store cannot write.");
        }
    }

    public IReadOnlyList<StoredBatch> ReadAfter(BatchPosition position, int batchCountMax, long bytesMax) =>
        BatchScan.ReadAfter(files, position, batchCountMax, bytesMax);

    public async ValueTask WaitForBatchAfterAsync(BatchPosition position, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task signal;
            lock (positionGate)
            {
                if (last > position)
                {
                    return;
                }

                signal = moved.Task;
            }

            await signal.WaitAsync(cancellationToken);
        }
    }

    public IReadOnlyList<StoredEvent> Query(EventQuery query, CancellationToken cancellationToken) =>
        search.Query(query, cancellationToken);

    public StoredEvent? Find(TenantId tenant, EventReference reference) => search.Find(tenant, reference);

    public long CountEvents(TenantId tenant, DeviceId? device) => device is { } one
        ? eventCounts.GetValueOrDefault(new DeviceIdentity(tenant, one))
        : eventCounts.Where(entry => entry.Key.Tenant == tenant).Sum(entry => entry.Value);

    /// <summary>Drops the files of days before <paramref name="day"/>, but never the newest.</summary>
    /// <returns>How many files were dropped.</returns>
    public int DropBefore(int day)
    {
        var old = files.Days.SkipLast(1).Where(each => each < day).ToList();
        foreach (var each in old)
        {
            using (var reader = DayFileReader.Open(files.PathOf(each)))
            {
                foreach (var (identity, count) in reader.Counts().ToList())
                {
                    eventCounts.AddOrUpdate(identity, 0, (_, sum) => sum - count);
                }
            }

            files.Drop(each);
            LogDayDropped(DateOnly.FromDayNumber(each));
        }

        return old.Count;
    }

    private async ValueTask<AppendOutcome> EnqueueAsync(PendingAppend pending, CancellationToken cancellationToken)
    {
        try
        {
            await queue.Writer.WriteAsync(pending, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            return AppendOutcome.Unavailable;
        }

        return await pending.Completion;
    }

    private async Task WriteLoopAsync()
    {
        var group = new List<PendingAppend>();
        while (await queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            group.Clear();
            var bytes = 0L;
            while (bytes < groupBytesMax && queue.Reader.TryRead(out var pending))
            {
                group.Add(pending);
                bytes += pending.Batch?.Payload.Length ?? 0;
            }

            WriteGroup(group);
        }
    }

    private void WriteGroup(List<PendingAppend> group)
    {
        try
        {
            var now = time.GetUtcNow();
            var file = WriterFor(DateOnly.FromDateTime(now.UtcDateTime).DayNumber);
            file.Begin();
            foreach (var pending in group)
            {
                pending.Outcome = Apply(file, pending, now);
            }

            file.Commit();
            Publish(file);
            health.Succeeded();
        }
        catch (Exception exception) when (IsStorageFailure(exception))
        {
            Fail(exception);
            group.ForEach(pending => pending.Complete(AppendOutcome.Unavailable));
            return;
        }

        group.ForEach(pending => pending.Complete(pending.Outcome));
    }

    private AppendOutcome Apply(DayFileWriter file, PendingAppend pending, DateTimeOffset now)
    {
        var mark = file.Marks.GetValueOrDefault(pending.Key);
        if (pending.Batch is null)
        {
            if (pending.Sequence > mark)
            {
                file.SetMark(pending.Key, pending.Sequence);
            }

            return AppendOutcome.Stored;
        }

        if (pending.Sequence <= mark)
        {
            return file.Checksum(pending.Key, pending.Sequence) is { } checksum
                ? ResendCheck.Outcome(checksum, pending.Batch)
                : resends.Compare(pending.Key, pending.Batch, files.Days.Remove(file.Day));
        }

        if (pending.Sequence != mark + 1)
        {
            return AppendOutcome.SequenceGap;
        }

        file.Insert(pending.Key, pending.Batch, now);
        return AppendOutcome.Stored;
    }

    private DayFileWriter WriterFor(int today)
    {
        if (writer is null)
        {
            Reload();
        }

        var day = Math.Max(today, files.Days.LastOrDefault());
        if (writer?.Day == day)
        {
            return writer;
        }

        var next = DayFileWriter.Open(files.PathOf(day), day, files.FirstRow(day), () => marks);
        files.Add(day);
        if (writer is not null)
        {
            writer.Checkpoint();
            writer.Dispose();
        }

        writer = next;
        LogDayStarted(DateOnly.FromDayNumber(day));
        return next;
    }

    private void Publish(DayFileWriter file)
    {
        foreach (var (key, sequence) in file.ChangedMarks)
        {
            marks[key] = sequence;
        }

        foreach (var (identity, count) in file.AddedEvents)
        {
            eventCounts.AddOrUpdate(identity, count, (_, sum) => sum + count);
        }

        MoveTo(new BatchPosition(file.Day, file.LastRow));
    }

    private void MoveTo(BatchPosition position)
    {
        lock (positionGate)
        {
            last = position;
            moved.TrySetResult();
            moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Opens the newest file and takes marks, counts and position from the disk.</summary>
    private void Reload()
    {
        var days = files.Days;
        if (days.IsEmpty)
        {
            return;
        }

        var day = days[^1];
        writer = DayFileWriter.Open(files.PathOf(day), day, files.FirstRow(day), () => MarksBefore(day));
        marks.Clear();
        foreach (var (key, sequence) in writer.Marks)
        {
            marks[key] = sequence;
        }

        var counts = new Dictionary<DeviceIdentity, long>();
        var position = BatchPosition.Start;
        foreach (var each in days)
        {
            using var reader = DayFileReader.Open(files.PathOf(each));
            foreach (var (identity, count) in reader.Counts())
            {
                counts[identity] = counts.GetValueOrDefault(identity) + count;
            }

            position = reader.LastRow is > 0 and var row ? new BatchPosition(each, row) : position;
        }

        eventCounts.Clear();
        foreach (var (identity, count) in counts)
        {
            eventCounts[identity] = count;
        }

        MoveTo(position);
    }

    private List<KeyValuePair<MarkKey, ulong>> MarksBefore(int day)
    {
        if (files.Days.Where(each => each < day).ToList() is not [.., var before])
        {
            return [];
        }

        using var reader = DayFileReader.Open(files.PathOf(before));
        return [.. reader.Marks()];
    }

    private void Fail(Exception exception)
    {
        health.Failed(exception.Message);
        LogWriteFailed(exception);
        try
        {
            writer?.Dispose();
        }
        catch (SqliteException inner)
        {
            LogWriteFailed(inner);
        }

        writer = null;
    }

    private static bool IsStorageFailure(Exception exception) =>
        exception is SqliteException or IOException or UnauthorizedAccessException;

    [LoggerMessage(300, LogLevel.Error, "The event store could not write; nothing is acknowledged, agents try again")]
    private partial void LogWriteFailed(Exception exception);

    [LoggerMessage(301, LogLevel.Error, "The day file of {Day} is damaged and was set aside as {SetAsideAs}")]
    private partial void LogDayDamaged(DateOnly day, string setAsideAs);

    [LoggerMessage(302, LogLevel.Information, "Writing into the day file of {Day}")]
    private partial void LogDayStarted(DateOnly day);

    [LoggerMessage(303, LogLevel.Information, "The day file of {Day} was dropped at the end of its retention")]
    private partial void LogDayDropped(DateOnly day);
}
