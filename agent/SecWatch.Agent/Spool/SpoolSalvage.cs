using Google.Protobuf;
using Microsoft.Data.Sqlite;
using SecWatch.Agent.Pipeline;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Spool;

/// <summary>Reads out of a damaged spool what can still be read and proves itself intact.</summary>
/// <remarks>
/// A batch proves itself by its checksum. A salvaged batch travels again under a new number, because the server counts
/// within a spool: one that the server had stored and not yet acknowledged is then stored twice, which the gap record
/// says. Positions are kept so that sources go on where they stood.
/// </remarks>
internal sealed class SpoolSalvage(string path)
{
    // A full spool is larger than memory should be: what was read is written before more is read.
    private const int BatchesAtATime = 32;

    /// <summary>Time of the last commit in ticks; 0 where that could not be read.</summary>
    public long LastCommitTicks { get; private set; }

    public List<SourcePosition> Positions { get; } = [];

    public int SalvagedBatches { get; private set; }

    /// <summary>Reads the time of the last commit and the positions.</summary>
    public void ReadHead() => Try(connection =>
    {
        if (connection.ReadBlob("SELECT value FROM meta WHERE key = 'last_commit'") is { Length: 8 } ticks)
        {
            LastCommitTicks = BitConverter.ToInt64(ticks);
        }

        using var rows = connection.Query("SELECT source, key, position FROM positions");
        while (rows.Read())
        {
            Positions.Add(new SourcePosition(rows.GetString(0), rows.GetString(1), rows.GetFieldValue<byte[]>(2)));
        }
    });

    /// <summary>Reads the intact batches, in order, and gives them to <paramref name="sink"/> some at a time.</summary>
    public void ReadBatches(Action<CommitGroup> sink)
    {
        var group = new CommitGroup();
        Try(connection =>
        {
            using var rows = connection.Query(
                "SELECT lane, sequence, event_count, compression, uncompressed_bytes, first_time, last_time, "
                + "checksum, payload FROM batches ORDER BY lane, sequence");
            while (rows.Read())
            {
                if (TryRead(rows, out var batch))
                {
                    group.Batches.Add(batch);
                    SalvagedBatches++;
                }

                if (group.Batches.Count >= BatchesAtATime)
                {
                    sink(group);
                    group = new CommitGroup();
                }
            }
        });
        if (!group.IsEmpty)
        {
            sink(group);
        }
    }

    private static bool TryRead(SqliteDataReader row, out LaneBatch read)
    {
        var lane = row.GetInt64(0);
        var batch = new SealedBatch
        {
            Lane = (Lane)unchecked((int)lane),
            Sequence = unchecked((ulong)row.GetInt64(1)),
            EventCount = unchecked((uint)row.GetInt64(2)),
            Compression = (Compression)unchecked((int)row.GetInt64(3)),
            UncompressedBytes = unchecked((uint)row.GetInt64(4)),
            FirstTime = row.GetInt64(5),
            LastTime = row.GetInt64(6),
            Checksum = unchecked((ulong)row.GetInt64(7)),
            Payload = UnsafeByteOperations.UnsafeWrap(row.GetFieldValue<byte[]>(8)),
        };
        read = default;
        if (!BatchSeal.TryVerify(batch, out _))
        {
            return false;
        }

        read = new LaneBatch(batch.Lane, new EncodedBatch(
            (int)batch.EventCount, batch.Compression, (int)batch.UncompressedBytes, batch.FirstTime, batch.LastTime,
            batch.Payload.ToByteArray()));
        return true;
    }

    private void Try(Action<SpoolConnection> read)
    {
        try
        {
            using var connection = SpoolConnection.Open(path, SqliteOpenMode.ReadWrite);
            read(connection);
        }
        catch (Exception failure) when (failure is SqliteException or InvalidCastException or InvalidOperationException)
        {
            // What was read up to the damage is kept; what cannot be read is what the gap record speaks of.
        }
    }
}
