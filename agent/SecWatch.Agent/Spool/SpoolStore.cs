using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SecWatch.Agent.Pipeline;
using SecWatch.Protos.AgentEvents;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Spool;

/// <summary>The spool as the rest of the agent sees it: one database at a time, replaced when it is damaged.</summary>
/// <remarks>
/// Safe for one writer and any number of readers. A damaged database is renamed to <c>spool.damaged-TIME.db</c>, with
/// its log, and kept; a new one starts with a gap record, the salvaged positions and the salvaged batches.
/// </remarks>
internal sealed class SpoolStore(
    string folder, Func<byte[]> newIds, LaneQuota quota, TimeProvider time, ILogger<SpoolStore> logger) : IDisposable
{
    public const string FileName = "spool.db";

    private readonly SpoolRepair repair = new(folder, newIds, time);
    private readonly Lock writeGate = new();
    private readonly Lock readGate = new();
    private readonly ulong[] acknowledged = new ulong[Lanes.Count];
    private LaneContents[] contents = [new(1, 1, 0), new(1, 1, 0), new(1, 1, 0)];
    private SpoolDatabase? database;
    private SqliteException? damage;
    private int generation;

    /// <summary>Beats when there may be something new to send, and when the spool starts anew.</summary>
    public AsyncPulse Changed { get; } = new();

    /// <summary>Beats when an acknowledgement arrived that is not durable yet.</summary>
    public AsyncPulse AckArrived { get; } = new();

    /// <summary>Grows when the spool gets a new id: who sends must start a new stream.</summary>
    public int Generation => Volatile.Read(ref generation);

    public byte[] SpoolId
    {
        get
        {
            lock (writeGate)
            {
                return Database.SpoolId;
            }
        }
    }

    private SpoolDatabase Database => database ?? throw new InvalidOperationException("The spool is not open.");

    /// <summary>Opens the database; sets a damaged one aside.</summary>
    /// <exception cref="SqliteException">It cannot be opened now, for example for want of room.</exception>
    public void Open()
    {
        lock (writeGate)
        {
            if (database is not null)
            {
                return;
            }

            FinishRepair(null);
            try
            {
                Adopt(SpoolDatabase.Open(Path.Combine(folder, FileName), newIds));
            }
            catch (SqliteException failure) when (SpoolFault.IsDamage(failure))
            {
                Replace(failure);
            }
        }

        Changed.Beat();
    }

    /// <summary>Waits until the database is open.</summary>
    public async Task WhenOpenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = Changed.Next;
            if (Volatile.Read(ref database) is not null)
            {
                return;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Makes groups and arrived acknowledgements durable.</summary>
    /// <exception cref="SqliteException">Nothing was committed.</exception>
    public void Commit(IReadOnlyList<CommitGroup> groups)
    {
        lock (writeGate)
        {
            if (damage is { } found)
            {
                throw found;
            }

            Database.Commit(groups, acknowledged, time.GetUtcNow().UtcTicks);
            Publish();
            Database.Shrink();
        }

        Changed.Beat();
    }

    /// <summary>The server has every batch of the lane up to this one; the next commit forgets them.</summary>
    public void Acknowledge(Lane lane, ulong sequence, int ofGeneration)
    {
        lock (acknowledged)
        {
            ref var last = ref acknowledged[Lanes.Index(lane)];
            if (ofGeneration != Generation || sequence <= last)
            {
                return;
            }

            last = sequence;
        }

        AckArrived.Beat();
    }

    public LaneContents Contents(Lane lane) => Volatile.Read(ref contents)[Lanes.Index(lane)];

    /// <summary>
    /// Smallest sequence that must still be sent: acknowledged batches are skipped before they are deleted.
    /// </summary>
    public ulong OldestPending(Lane lane)
    {
        lock (acknowledged)
        {
            return Math.Max(Contents(lane).OldestPending, acknowledged[Lanes.Index(lane)] + 1);
        }
    }

    /// <returns>The batch as it was sealed; null where the spool does not hold it, or cannot read now.</returns>
    public SealedBatch? TryRead(Lane lane, ulong sequence) =>
        ReadGuarded(database => database.Read(lane, sequence), null);

    public long ReadOldestCreated(Lane lane) => ReadGuarded(database => database.ReadOldestCreated(lane), 0);

    /// <exception cref="SqliteException">They cannot be read now.</exception>
    public Dictionary<string, byte[]> ReadPositions(string source)
    {
        lock (readGate)
        {
            return Database.ReadPositions(source);
        }
    }

    /// <summary>Sets the database aside because of damage, and starts a new one.</summary>
    /// <exception cref="SqliteException">The new one cannot be made now.</exception>
    public void Recover(SqliteException failure)
    {
        lock (writeGate)
        {
            lock (readGate)
            {
                database?.Dispose();
                database = null;
            }

            Replace(failure);
        }

        Changed.Beat();
    }

    /// <summary>Gives what is pending new numbers under a new id, because the server holds another history.</summary>
    /// <param name="reason">What the gap record says.</param>
    /// <param name="ofGeneration">The spool that the caller spoke of; a newer one is left alone.</param>
    /// <param name="detail">One sentence for the operator.</param>
    /// <exception cref="SqliteException">Nothing was changed.</exception>
    public void StartAnew(GapReason reason, int ofGeneration, string detail)
    {
        var now = time.GetUtcNow();
        var gap = new GapRecord(GapBatch.Source, now, now, 0, GapCount.Unknown, reason, 0, 0, detail);
        lock (writeGate)
        {
            if (ofGeneration != Generation)
            {
                return;
            }

            var from = new ulong[Lanes.Count];
            foreach (var lane in Lanes.All)
            {
                from[Lanes.Index(lane)] = OldestPending(lane);
            }

            Database.StartAnew(from, newIds(), [new LaneBatch(Lane.Critical, GapBatch.Encode(gap, now))], now.UtcTicks);
            NextGeneration();
            Publish();
        }

        SpoolLog.StartedAnew(logger, detail);
        Changed.Beat();
    }

    /// <summary>Sets a batch aside that the server refuses, and puts a gap record under its number.</summary>
    /// <exception cref="SqliteException">Nothing was changed.</exception>
    public void Refuse(SealedBatch batch, string reason, int ofGeneration)
    {
        var now = time.GetUtcNow();
        var gap = new GapRecord(
            GapBatch.Source, new DateTimeOffset(batch.FirstTime, TimeSpan.Zero),
            new DateTimeOffset(batch.LastTime, TimeSpan.Zero), batch.EventCount, GapCount.Exact,
            GapReason.BatchRefused, 0, 0, $"The server refused a batch: {reason}");
        lock (writeGate)
        {
            if (ofGeneration != Generation)
            {
                return;
            }

            Database.Replace(batch, GapBatch.Encode(gap, now), reason, now.UtcTicks);
            Publish();
        }

        SpoolLog.BatchRefused(logger, batch.Sequence, Lanes.Name(batch.Lane));
        Changed.Beat();
    }

    public void Dispose()
    {
        lock (writeGate)
        {
            database?.Dispose();
            database = null;
        }
    }

    private T ReadGuarded<T>(Func<SpoolDatabase, T> read, T otherwise)
    {
        lock (readGate)
        {
            try
            {
                return database is null ? otherwise : read(database);
            }
            catch (SqliteException failure)
            {
                if (SpoolFault.IsDamage(failure))
                {
                    // The writer owns the repair: it finds this at its next commit, which the beat brings about.
                    damage = failure;
                    AckArrived.Beat();
                }

                return otherwise;
            }
        }
    }

    private void Adopt(SpoolDatabase newDatabase)
    {
        lock (readGate)
        {
            database = newDatabase;
            damage = null;
        }

        NextGeneration();
        Publish();
    }

    private void NextGeneration()
    {
        lock (acknowledged)
        {
            Array.Clear(acknowledged);
            Interlocked.Increment(ref generation);
        }
    }

    private void Publish()
    {
        var now = new LaneContents[Lanes.Count];
        foreach (var lane in Lanes.All)
        {
            now[Lanes.Index(lane)] = Database.Contents(lane);
            quota.SetUsed(lane, now[Lanes.Index(lane)].Bytes);
        }

        Volatile.Write(ref contents, now);
    }

    private void Replace(SqliteException failure)
    {
        repair.Begin();
        FinishRepair(failure);
        Adopt(SpoolDatabase.Open(Path.Combine(folder, FileName), newIds));
    }

    private void FinishRepair(SqliteException? failure)
    {
        if (repair.Finish() is var (path, batches, positions))
        {
            SpoolLog.SetAside(logger, failure, path);
            SpoolLog.Salvaged(logger, batches, positions);
        }
    }
}
