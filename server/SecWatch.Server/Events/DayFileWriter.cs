using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.Data.Sqlite;
using SecWatch.Protos.V1;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Events;

/// <summary>
/// Writes one day file, transaction by transaction. After any exception it is disposed and the file opened anew, so
/// that
/// what it remembers is never ahead of the disk. One thread at a time.
/// </summary>
internal sealed class DayFileWriter : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand insertBatch;
    private readonly Dictionary<DeviceIdentity, long> devices = [];
    private readonly Dictionary<(DeviceIdentity Identity, Guid Spool), long> spools = [];
    private readonly Dictionary<MarkKey, ulong> marks = [];
    private readonly Dictionary<MarkKey, ulong> changedMarks = [];
    private readonly Dictionary<DeviceIdentity, long> addedEvents = [];
    private SqliteTransaction? transaction;
    private long nextRow;

    private DayFileWriter(SqliteConnection connection, int day)
    {
        this.connection = connection;
        Day = day;
        insertBatch = connection.CreateCommand();
        insertBatch.CommandText =
            """
            INSERT INTO batches(row, tenant, device, spool, lane, sequence, received, first_time, last_time,
                                event_count, compression, uncompressed_bytes, checksum, payload)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            """;
        foreach (var name in new[]
            { "$0", "$1", "$2", "$3", "$4", "$5", "$6", "$7", "$8", "$9", "$10", "$11", "$12", "$13" })
        {
            insertBatch.Parameters.AddWithValue(name, 0L);
        }
    }

    public int Day { get; }

    /// <summary>The last row that was inserted.</summary>
    public long LastRow => nextRow - 1;

    /// <summary>The marks as this transaction has them.</summary>
    public IReadOnlyDictionary<MarkKey, ulong> Marks => marks;

    /// <summary>Marks that this transaction moved.</summary>
    public IReadOnlyDictionary<MarkKey, ulong> ChangedMarks => changedMarks;

    /// <summary>Events that this transaction added, by device.</summary>
    public IReadOnlyDictionary<DeviceIdentity, long> AddedEvents => addedEvents;

    /// <summary>Opens a file, and makes it with the marks of the one before where it has no tables yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="day">Its day number.</param>
    /// <param name="firstRow">Number of the first row of an empty file.</param>
    /// <param name="carried">The marks of the file before; read only where this one is made.</param>
    public static DayFileWriter Open(
        string path, int day, long firstRow, Func<IEnumerable<KeyValuePair<MarkKey, ulong>>> carried)
    {
        var opened = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 10 }.ToString());
        var writer = new DayFileWriter(opened, day);
        try
        {
            opened.Open();
            writer.Execute(DayFileSchema.Prepare);
            writer.Execute(DayFileSchema.Durable);
            if (writer.Scalar("PRAGMA user_version") == 0)
            {
                writer.Make(carried());
            }

            writer.Load(firstRow);
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    public void Begin()
    {
        changedMarks.Clear();
        addedEvents.Clear();
        transaction = connection.BeginTransaction();
        insertBatch.Transaction = transaction;
    }

    public void Insert(MarkKey key, SealedBatch batch, DateTimeOffset receivedAt)
    {
        var p = insertBatch.Parameters;
        p[0].Value = nextRow;
        p[1].Value = key.Identity.Tenant.Value.ToByteArray();
        p[2].Value = DeviceRow(key.Identity);
        p[3].Value = SpoolRow(key);
        p[4].Value = (long)batch.Lane;
        p[5].Value = (long)batch.Sequence;
        p[6].Value = receivedAt.UtcTicks;
        p[7].Value = batch.FirstTime;
        p[8].Value = batch.LastTime;
        p[9].Value = (long)batch.EventCount;
        p[10].Value = (long)batch.Compression;
        p[11].Value = (long)batch.UncompressedBytes;
        p[12].Value = unchecked((long)batch.Checksum);
        p[13].Value = Bytes(batch.Payload);
        insertBatch.ExecuteNonQuery();
        nextRow++;
        addedEvents[key.Identity] = addedEvents.GetValueOrDefault(key.Identity) + batch.EventCount;
        SetMark(key, batch.Sequence);
    }

    public void SetMark(MarkKey key, ulong sequence)
    {
        marks[key] = sequence;
        changedMarks[key] = sequence;
    }

    /// <summary>Writes what the transaction gathered and makes it durable.</summary>
    public void Commit()
    {
        foreach (var (key, sequence) in changedMarks)
        {
            StoreMark(key, sequence);
        }

        foreach (var (identity, count) in addedEvents)
        {
            Execute(
                "UPDATE devices SET events = events + $0 WHERE id = $1", count, DeviceRow(identity));
        }

        transaction!.Commit();
        transaction.Dispose();
        transaction = null;
    }

    /// <summary>The checksum stored under a number, also of this transaction; null where this file has none.</summary>
    public ulong? Checksum(MarkKey key, ulong sequence)
    {
        if (!spools.TryGetValue((key.Identity, key.SpoolId), out var spool))
        {
            return null;
        }

        var found = Scalar(
            "SELECT checksum FROM batches WHERE spool = $0 AND lane = $1 AND sequence = $2",
            spool, (long)key.Lane, (long)sequence);
        return found is null ? null : unchecked((ulong)found.Value);
    }

    /// <summary>Moves the log into the file, so that a file that is not written any more is one file.</summary>
    public void Checkpoint() => Execute("PRAGMA wal_checkpoint(TRUNCATE)");

    public void Dispose()
    {
        transaction?.Dispose();
        insertBatch.Dispose();
        connection.Dispose();
    }

    // What gRPC parsed lies in an array of exactly its size: it is stored without a copy.
    private static byte[] Bytes(ByteString payload) =>
        MemoryMarshal.TryGetArray(payload.Memory, out var segment)
            && segment.Offset == 0
            && segment.Count == segment.Array!.Length
                ? segment.Array
                : payload.ToByteArray();

    private void Make(IEnumerable<KeyValuePair<MarkKey, ulong>> carried)
    {
        Begin();
        Execute(DayFileSchema.Create);
        foreach (var (key, sequence) in carried)
        {
            SetMark(key, sequence);
        }

        Commit();
    }

    private void Load(long firstRow)
    {
        nextRow = Math.Max((Scalar("SELECT max(row) FROM batches") ?? 0) + 1, firstRow);
        using var reader = DayFileReader.Open(connection.DataSource);
        foreach (var (key, sequence) in reader.Marks())
        {
            marks[key] = sequence;
        }
    }

    private void StoreMark(MarkKey key, ulong sequence) => Execute(
        "INSERT INTO marks VALUES ($0, $1, $2) ON CONFLICT(spool, lane) DO UPDATE SET sequence = excluded.sequence",
        SpoolRow(key), (long)key.Lane, (long)sequence);

    private long DeviceRow(DeviceIdentity identity)
    {
        if (devices.TryGetValue(identity, out var row))
        {
            return row;
        }

        var tenant = identity.Tenant.Value.ToByteArray();
        var device = identity.Device.Value.ToByteArray();
        Execute("INSERT OR IGNORE INTO devices(tenant, device) VALUES ($0, $1)", tenant, device);
        row = Scalar("SELECT id FROM devices WHERE tenant = $0 AND device = $1", tenant, device)!.Value;
        devices[identity] = row;
        return row;
    }

    private long SpoolRow(MarkKey key)
    {
        if (spools.TryGetValue((key.Identity, key.SpoolId), out var row))
        {
            return row;
        }

        var device = DeviceRow(key.Identity);
        var spool = key.SpoolId.ToByteArray();
        Execute("INSERT OR IGNORE INTO spools(device, spool) VALUES ($0, $1)", device, spool);
        row = Scalar("SELECT id FROM spools WHERE device = $0 AND spool = $1", device, spool)!.Value;
        spools[(key.Identity, key.SpoolId)] = row;
        return row;
    }

    private void Execute(string text, params ReadOnlySpan<object> values)
    {
        using var command = Command(text, values);
        command.ExecuteNonQuery();
    }

    private long? Scalar(string text, params ReadOnlySpan<object> values)
    {
        using var command = Command(text, values);
        return command.ExecuteScalar() as long?;
    }

    private SqliteCommand Command(string text, ReadOnlySpan<object> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        command.Transaction = transaction;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i}", values[i]);
        }

        return command;
    }
}
