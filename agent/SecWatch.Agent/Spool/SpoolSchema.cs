namespace SecWatch.Agent.Spool;

/// <summary>The tables of the spool's database.</summary>
/// <remarks>
/// <c>batches</c> holds what is not acknowledged, without a gap: from the oldest pending number of a lane to the one
/// before <c>lanes.next_sequence</c>. <c>refused</c> holds what the server would not take, for a human to look at.
/// Lanes are stored as their number on the wire, times in ticks since 0001-01-01T00:00:00Z.
/// </remarks>
internal static class SpoolSchema
{
    public const int Version = 1;

    // Pages of 16 KiB hold a batch in few pieces. The write-ahead log is folded back every 4 MiB and cut to 8 MiB.
    // FULL: a commit is on the disk before it returns. INCREMENTAL: freed pages can be given back to the file system.
    public const string Pragmas = """
        PRAGMA page_size = 16384;
        PRAGMA auto_vacuum = INCREMENTAL;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA wal_autocheckpoint = 256;
        PRAGMA journal_size_limit = 8388608;
        PRAGMA cache_size = -1024;
        PRAGMA cell_size_check = ON;
        """;

    public const string Tables = """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE lanes (lane INTEGER PRIMARY KEY, next_sequence INTEGER NOT NULL);
        CREATE TABLE positions (
            source TEXT NOT NULL, key TEXT NOT NULL, position BLOB NOT NULL, PRIMARY KEY (source, key)) WITHOUT ROWID;
        CREATE TABLE batches (
            lane INTEGER NOT NULL, sequence INTEGER NOT NULL, created INTEGER NOT NULL, event_count INTEGER NOT NULL,
            compression INTEGER NOT NULL, uncompressed_bytes INTEGER NOT NULL, first_time INTEGER NOT NULL,
            last_time INTEGER NOT NULL, checksum INTEGER NOT NULL, bytes INTEGER NOT NULL, payload BLOB NOT NULL,
            PRIMARY KEY (lane, sequence));
        CREATE TABLE refused (
            spool_id BLOB NOT NULL, lane INTEGER NOT NULL, sequence INTEGER NOT NULL, refused INTEGER NOT NULL,
            reason TEXT NOT NULL, event_count INTEGER NOT NULL, first_time INTEGER NOT NULL,
            last_time INTEGER NOT NULL, compression INTEGER NOT NULL, uncompressed_bytes INTEGER NOT NULL,
            payload BLOB NOT NULL);
        INSERT INTO lanes VALUES (1, 1), (2, 1), (3, 1);
        """;
}
