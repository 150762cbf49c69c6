using Google.Protobuf;
using Microsoft.Data.Sqlite;
using SecWatch.Protos.V1;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Events;

/// <summary>
/// Reads one day file, on a pooled connection. One thread at a time; any number of them beside the writer.
/// </summary>
internal sealed class DayFileReader : IDisposable
{
    private const string BatchColumns =
        """
        SELECT b.row, b.tenant, d.device, s.spool, b.lane, b.sequence, b.received, b.first_time, b.last_time,
               b.event_count, b.compression, b.uncompressed_bytes, b.checksum, b.payload
        FROM batches b JOIN devices d ON d.id = b.device JOIN spools s ON s.id = b.spool
        """;

    private const string DeviceRow = "(SELECT id FROM devices WHERE tenant = $tenant AND device = $device)";

    private readonly SqliteConnection connection;

    private DayFileReader(SqliteConnection connection) => this.connection = connection;

    /// <summary>The schema's version, 0 where there are no tables.</summary>
    public int Version => (int)Scalar("PRAGMA user_version")!.Value;

    /// <summary>The last row, 0 where there is none.</summary>
    public long LastRow => Scalar("SELECT max(row) FROM batches") ?? 0;

    /// <exception cref="SqliteException">The file is not there or cannot be opened.</exception>
    public static DayFileReader Open(string path)
    {
        var opened = new SqliteConnection(ConnectionString(path));
        try
        {
            opened.Open();
            return new DayFileReader(opened);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Closes the pooled connections to a file that is to be moved or deleted.</summary>
    public static void Forget(string path)
    {
        using var pooled = new SqliteConnection(ConnectionString(path));
        SqliteConnection.ClearPool(pooled);
    }

    /// <returns>false where the file's tables cannot be read.</returns>
    public bool Check(bool isThorough)
    {
        _ = LastRow;
        _ = Marks().Count();
        _ = Counts().Count();
        if (!isThorough)
        {
            return true;
        }

        using var command = Command("PRAGMA quick_check(1)");
        return command.ExecuteScalar() is "ok";
    }

    public IEnumerable<KeyValuePair<MarkKey, ulong>> Marks()
    {
        using var command = Command(
            """
            SELECT d.tenant, d.device, s.spool, m.lane, m.sequence
            FROM marks m JOIN spools s ON s.id = m.spool JOIN devices d ON d.id = s.device
            """);
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var key = new MarkKey(Identity(rows, 0), Id(rows, 2), (Lane)rows.GetInt32(3));
            yield return new KeyValuePair<MarkKey, ulong>(key, (ulong)rows.GetInt64(4));
        }
    }

    /// <summary>Events that the file holds, by device.</summary>
    public IEnumerable<KeyValuePair<DeviceIdentity, long>> Counts()
    {
        using var command = Command("SELECT tenant, device, events FROM devices");
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return new KeyValuePair<DeviceIdentity, long>(Identity(rows, 0), rows.GetInt64(2));
        }
    }

    /// <summary>The batches after a row, oldest first.</summary>
    public IEnumerable<StoredBatch> After(int day, long row, int countMax)
    {
        using var command = Command(BatchColumns + " WHERE b.row > $row ORDER BY b.row LIMIT $count");
        command.Parameters.AddWithValue("$row", row);
        command.Parameters.AddWithValue("$count", countMax);
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return Batch(rows, day);
        }
    }

    /// <summary>A batch of a tenant, or null.</summary>
    public StoredBatch? Find(int day, long row, TenantId tenant)
    {
        using var command = Command(BatchColumns + " WHERE b.tenant = $tenant AND b.row = $row");
        command.Parameters.AddWithValue("$tenant", tenant.Value.ToByteArray());
        command.Parameters.AddWithValue("$row", row);
        using var rows = command.ExecuteReader();
        return rows.Read() ? Batch(rows, day) : null;
    }

    /// <summary>Rows that may hold what a query asks for, newest first, by index alone.</summary>
    public IEnumerable<long> Candidates(EventQuery query, long rowMax)
    {
        using var command = Command(
            "SELECT row FROM batches WHERE tenant = $tenant AND row <= $row" +
            (query.Device is null ? "" : " AND device = " + DeviceRow) +
            (query.Lane is null ? "" : " AND lane = $lane") +
            (query.From is null ? "" : " AND last_time >= $from") +
            (query.To is null ? "" : " AND first_time < $to") +
            " ORDER BY row DESC");
        command.Parameters.AddWithValue("$tenant", query.Tenant.Value.ToByteArray());
        command.Parameters.AddWithValue("$row", rowMax);
        command.Parameters.AddWithValue("$device", query.Device?.Value.ToByteArray() ?? []);
        command.Parameters.AddWithValue("$lane", (int)(query.Lane ?? Lane.Unspecified));
        command.Parameters.AddWithValue("$from", query.From?.UtcTicks ?? 0);
        command.Parameters.AddWithValue("$to", query.To?.UtcTicks ?? 0);
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return rows.GetInt64(0);
        }
    }

    /// <summary>
    /// The newest batch of a lane up to a sequence: its number and checksum; null where the file has none.
    /// </summary>
    public (ulong Sequence, ulong Checksum)? NewestUpTo(MarkKey key, ulong sequence)
    {
        using var command = Command(
            """
            SELECT b.sequence, b.checksum
            FROM batches b JOIN spools s ON s.id = b.spool JOIN devices d ON d.id = s.device
            WHERE d.tenant = $tenant AND d.device = $device AND s.spool = $spool
              AND b.lane = $lane AND b.sequence <= $sequence
            ORDER BY b.sequence DESC LIMIT 1
            """);
        command.Parameters.AddWithValue("$tenant", key.Identity.Tenant.Value.ToByteArray());
        command.Parameters.AddWithValue("$device", key.Identity.Device.Value.ToByteArray());
        command.Parameters.AddWithValue("$spool", key.SpoolId.ToByteArray());
        command.Parameters.AddWithValue("$lane", (int)key.Lane);
        command.Parameters.AddWithValue("$sequence", (long)sequence);
        using var rows = command.ExecuteReader();
        return rows.Read() ? ((ulong)rows.GetInt64(0), unchecked((ulong)rows.GetInt64(1))) : null;
    }

    public void Dispose() => connection.Dispose();

    private static string ConnectionString(string path) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = SqliteOpenMode.ReadWrite,
        DefaultTimeout = 10,
    }.ToString();

    private static Guid Id(SqliteDataReader rows, int column) => new(rows.GetFieldValue<byte[]>(column));

    private static DeviceIdentity Identity(SqliteDataReader rows, int column) =>
        new(new TenantId(Id(rows, column)), new DeviceId(Id(rows, column + 1)));

    private static StoredBatch Batch(SqliteDataReader rows, int day) => new(
        new BatchPosition(day, rows.GetInt64(0)),
        new TenantId(Id(rows, 1)),
        new DeviceId(Id(rows, 2)),
        new DateTimeOffset(rows.GetInt64(6), TimeSpan.Zero),
        Id(rows, 3),
        new SealedBatch
        {
            Lane = (Lane)rows.GetInt32(4),
            Sequence = (ulong)rows.GetInt64(5),
            FirstTime = rows.GetInt64(7),
            LastTime = rows.GetInt64(8),
            EventCount = (uint)rows.GetInt64(9),
            Compression = (Compression)rows.GetInt32(10),
            UncompressedBytes = (uint)rows.GetInt64(11),
            Checksum = unchecked((ulong)rows.GetInt64(12)),
            Payload = UnsafeByteOperations.UnsafeWrap(rows.GetFieldValue<byte[]>(13)),
        });

    private SqliteCommand Command(string text)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        return command;
    }

    private long? Scalar(string text)
    {
        using var command = Command(text);
        return command.ExecuteScalar() as long?;
    }
}
