using Google.Protobuf;
using Microsoft.Data.Sqlite;
using SecWatch.Agent.Pipeline;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Spool;

/// <summary>Batches and positions in one SQLite file: what is committed together survives together.</summary>
/// <remarks>Writing and reading use a connection each; writing is for one thread at a time, reading likewise.</remarks>
internal sealed class SpoolDatabase : IDisposable
{
    // What a row costs beside its payload, so that many small batches cannot outgrow their quota.
    private const int RowBytes = 256;

    private const string InsertBatch =
        "INSERT INTO batches VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

    private const string SelectBatch =
        "SELECT event_count, compression, uncompressed_bytes, first_time, last_time, checksum, payload "
        + "FROM batches WHERE lane = $1 AND sequence = $2";

    private readonly SpoolConnection writer;
    private readonly SpoolConnection reader;
    private readonly LaneContents[] lanes = new LaneContents[Lanes.Count];

    private SpoolDatabase(SpoolConnection writer, SpoolConnection reader, byte[] spoolId)
    {
        this.writer = writer;
        this.reader = reader;
        SpoolId = spoolId;
    }

    /// <summary>16 bytes that name this spool to the server.</summary>
    public byte[] SpoolId { get; private set; }

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="SqliteException">It cannot be opened, or is damaged.</exception>
    public static SpoolDatabase Open(string path, Func<byte[]> spoolIds)
    {
        SpoolConnection? writing = null;
        SpoolConnection? reading = null;
        try
        {
            writing = SpoolConnection.Open(path, SqliteOpenMode.ReadWriteCreate);
            writing.ExecuteScript(SpoolSchema.Pragmas);
            var version = writing.ReadNumber("PRAGMA user_version");
            if (version == 0)
            {
                var created = writing;
                writing.Transact(() => Create(created, spoolIds()));
            }
            else if (version != SpoolSchema.Version)
            {
                throw new SpoolVersionException(path, version);
            }

            reading = SpoolConnection.Open(path, SqliteOpenMode.ReadOnly);
            var spoolId = writing.ReadBlob("SELECT value FROM meta WHERE key = 'spool_id'")
                ?? throw new SqliteException("The spool has no id.", 11);
            var database = new SpoolDatabase(writing, reading, spoolId);
            database.LoadLanes();
            return database;
        }
        catch
        {
            reading?.Dispose();
            writing?.Dispose();
            throw;
        }
    }

    public LaneContents Contents(Lane lane) => lanes[Lanes.Index(lane)];

    /// <summary>Makes groups durable and forgets what was acknowledged, in one transaction.</summary>
    /// <param name="groups">In order; may be empty.</param>
    /// <param name="acknowledged">For each lane the last sequence that the server has.</param>
    /// <param name="nowTicks">Time of the commit.</param>
    public void Commit(IReadOnlyList<CommitGroup> groups, ReadOnlySpan<ulong> acknowledged, long nowTicks)
    {
        var after = lanes.ToArray();
        var acks = acknowledged.ToArray();
        writer.Transact(() =>
        {
            foreach (var lane in Lanes.All)
            {
                Forget(lane, acks[Lanes.Index(lane)], after);
            }

            foreach (var group in groups)
            {
                foreach (var batch in group.Batches)
                {
                    Insert(batch, after, nowTicks);
                }

                foreach (var position in group.Positions)
                {
                    Store(position);
                }
            }

            SaveLanes(after);
            writer.Execute("UPDATE meta SET value = $1 WHERE key = 'last_commit'", BitConverter.GetBytes(nowTicks));
        });
        after.CopyTo(lanes, 0);
    }

    /// <summary>Gives freed pages back to the file system once there are many; reuses them before.</summary>
    public void Shrink()
    {
        if (writer.ReadNumber("PRAGMA freelist_count") > 4096)
        {
            writer.ExecuteScript("PRAGMA incremental_vacuum(1024)");
        }
    }

    public Dictionary<string, byte[]> ReadPositions(string source)
    {
        var positions = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using var rows = reader.Query("SELECT key, position FROM positions WHERE source = $1", source);
        while (rows.Read())
        {
            positions.Add(rows.GetString(0), rows.GetFieldValue<byte[]>(1));
        }

        return positions;
    }

    /// <returns>The batch as it was sealed; null where the spool does not hold it.</returns>
    public SealedBatch? Read(Lane lane, ulong sequence) => Read(reader, lane, sequence);

    /// <summary>When the oldest batch of a lane was committed, in ticks; 0 where there is none.</summary>
    public long ReadOldestCreated(Lane lane) => reader.ReadNumber(
        "SELECT created FROM batches WHERE lane = $1 ORDER BY sequence LIMIT 1", (long)lane);

    /// <summary>
    /// Starts a new spool in the same file: what is pending gets new numbers, from 1 on, in the same order.
    /// </summary>
    /// <param name="from">For each lane the first sequence that is kept; what is below is with the server.</param>
    /// <param name="spoolId">The new id.</param>
    /// <param name="extra">Batches that follow, for example with the gap record that says why.</param>
    /// <param name="nowTicks">Time of the commit.</param>
    public void StartAnew(ReadOnlySpan<ulong> from, byte[] spoolId, IReadOnlyList<LaneBatch> extra, long nowTicks)
    {
        var after = new LaneContents[Lanes.Count];
        var first = from.ToArray();
        writer.Transact(() =>
        {
            Array.Fill(after, new LaneContents(1, 1, 0));
            foreach (var lane in Lanes.All)
            {
                Renumber(lane, first[Lanes.Index(lane)], after);
            }

            foreach (var batch in extra)
            {
                Insert(batch, after, nowTicks);
            }

            SaveLanes(after);
            writer.Execute("UPDATE meta SET value = $1 WHERE key = 'spool_id'", spoolId);
        });
        after.CopyTo(lanes, 0);
        SpoolId = spoolId;
    }

    /// <summary>Sets a batch aside that the server refuses, and puts another under its number.</summary>
    /// <remarks>
    /// The number must not stay free, and a batch never changes once it is stored: this one was not, because the server
    /// stores nothing that it refuses.
    /// </remarks>
    public void Replace(SealedBatch refused, EncodedBatch replacement, string reason, long nowTicks)
    {
        var index = Lanes.Index(refused.Lane);
        var bytes = lanes[index].Bytes;
        writer.Transact(() =>
        {
            writer.Execute(
                "INSERT INTO refused VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                SpoolId, (long)refused.Lane, (long)refused.Sequence, nowTicks, reason, (long)refused.EventCount,
                refused.FirstTime, refused.LastTime, (long)refused.Compression, (long)refused.UncompressedBytes,
                refused.Payload.ToByteArray());
            writer.Execute(
                "DELETE FROM batches WHERE lane = $1 AND sequence = $2", (long)refused.Lane, (long)refused.Sequence);
            bytes -= refused.Payload.Length + RowBytes;
            var sealedBatch = BatchSeal.Seal(replacement, refused.Lane, refused.Sequence);
            bytes += Write(sealedBatch, replacement.Payload, nowTicks);
        });
        lanes[index] = lanes[index] with { Bytes = bytes };
    }

    public void Dispose()
    {
        reader.Dispose();
        writer.Dispose();
    }

    private static void Create(SpoolConnection connection, byte[] spoolId)
    {
        connection.ExecuteScript(SpoolSchema.Tables);
        connection.Execute("INSERT INTO meta VALUES ('spool_id', $1)", spoolId);
        connection.Execute("INSERT INTO meta VALUES ('last_commit', $1)", new byte[8]);
        connection.ExecuteScript("PRAGMA user_version = 1");
    }

    private static SealedBatch? Read(SpoolConnection connection, Lane lane, ulong sequence)
    {
        using var row = connection.Query(SelectBatch, (long)lane, (long)sequence);
        return !row.Read() ? null : new SealedBatch
        {
            Lane = lane,
            Sequence = sequence,
            EventCount = (uint)row.GetInt64(0),
            Compression = (Compression)row.GetInt64(1),
            UncompressedBytes = (uint)row.GetInt64(2),
            FirstTime = row.GetInt64(3),
            LastTime = row.GetInt64(4),
            Checksum = unchecked((ulong)row.GetInt64(5)),
            Payload = UnsafeByteOperations.UnsafeWrap(row.GetFieldValue<byte[]>(6)),
        };
    }

    private void LoadLanes()
    {
        foreach (var lane in Lanes.All)
        {
            var next = writer.ReadNumber("SELECT next_sequence FROM lanes WHERE lane = $1", (long)lane);
            using var row = writer.Query(
                "SELECT min(sequence), sum(bytes), count(*) FROM batches WHERE lane = $1", (long)lane);
            row.Read();
            var oldest = row.IsDBNull(0) ? next : row.GetInt64(0);
            if (next < 1 || next - oldest != row.GetInt64(2))
            {
                throw new SqliteException("The numbers of the batches have a gap.", 11);
            }

            lanes[Lanes.Index(lane)] = new LaneContents(
                (ulong)oldest, (ulong)next, row.IsDBNull(1) ? 0 : row.GetInt64(1));
        }
    }

    private void Forget(Lane lane, ulong acknowledged, LaneContents[] contents)
    {
        ref var content = ref contents[Lanes.Index(lane)];
        if (acknowledged < content.OldestPending)
        {
            return;
        }

        var last = Math.Min(acknowledged, content.NextSequence - 1);
        var bytes = writer.ReadNumber(
            "SELECT sum(bytes) FROM batches WHERE lane = $1 AND sequence <= $2", (long)lane, (long)last);
        writer.Execute("DELETE FROM batches WHERE lane = $1 AND sequence <= $2", (long)lane, (long)last);
        content = new LaneContents(last + 1, content.NextSequence, content.Bytes - bytes);
    }

    private void Insert(LaneBatch batch, LaneContents[] contents, long nowTicks)
    {
        ref var content = ref contents[Lanes.Index(batch.Lane)];
        var sealedBatch = BatchSeal.Seal(batch.Batch, batch.Lane, content.NextSequence);
        var bytes = Write(sealedBatch, batch.Batch.Payload, nowTicks);
        content = content with { NextSequence = content.NextSequence + 1, Bytes = content.Bytes + bytes };
    }

    private int Write(SealedBatch batch, byte[] payload, long createdTicks)
    {
        var bytes = payload.Length + RowBytes;
        writer.Execute(
            InsertBatch, (long)batch.Lane, (long)batch.Sequence, createdTicks, (long)batch.EventCount,
            (long)batch.Compression, (long)batch.UncompressedBytes, batch.FirstTime, batch.LastTime,
            unchecked((long)batch.Checksum), (long)bytes, payload);
        return bytes;
    }

    private void Store(SourcePosition position)
    {
        if (position.Position is { } value)
        {
            writer.Execute(
                "INSERT INTO positions VALUES ($1, $2, $3) ON CONFLICT DO UPDATE SET position = excluded.position",
                position.Source, position.Key, value);
        }
        else
        {
            writer.Execute("DELETE FROM positions WHERE source = $1 AND key = $2", position.Source, position.Key);
        }
    }

    private void Renumber(Lane lane, ulong from, LaneContents[] after)
    {
        ref var content = ref after[Lanes.Index(lane)];
        var old = Contents(lane);
        writer.Execute("DELETE FROM batches WHERE lane = $1 AND sequence < $2", (long)lane, (long)from);
        for (var sequence = Math.Max(old.OldestPending, from); sequence < old.NextSequence; sequence++)
        {
            var batch = Read(writer, lane, sequence)
                ?? throw new SqliteException($"Batch {sequence} is missing.", 11);
            batch.Sequence = content.NextSequence;
            writer.Execute(
                "UPDATE batches SET sequence = $1, checksum = $2 WHERE lane = $3 AND sequence = $4",
                (long)batch.Sequence, unchecked((long)BatchSeal.Checksum(batch)), (long)lane, (long)sequence);
            content = content with
            {
                NextSequence = content.NextSequence + 1,
                Bytes = content.Bytes + batch.Payload.Length + RowBytes,
            };
        }
    }

    private void SaveLanes(LaneContents[] contents)
    {
        foreach (var lane in Lanes.All)
        {
            writer.Execute(
                "UPDATE lanes SET next_sequence = $1 WHERE lane = $2",
                (long)contents[Lanes.Index(lane)].NextSequence, (long)lane);
        }
    }
}
