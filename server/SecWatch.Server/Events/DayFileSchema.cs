namespace SecWatch.Server.Events;

/// <summary>The tables of a day file.</summary>
/// <remarks>
/// A day file <c>yyyy-MM-dd.db</c> is a SQLite database in WAL mode. It holds the batches that the server received on
/// that
/// day (UTC) and, in <c>marks</c>, the high-water marks of all spools known when it was last written: a new file takes
/// them over from the one before in the transaction that makes it. So the newest file alone says where each spool
/// stands,
/// every older one can be dropped whole, and a batch and its mark always move in one transaction of one file.
/// Tenants, devices and spools stand once in a table each; batches name them by number. Rows of <c>batches</c> are
/// never
/// changed. A sequence is stored as it is, a checksum as the signed number with the same bits.
/// </remarks>
internal static class DayFileSchema
{
    public const int Version = 1;

    /// <summary>Before the first table: large pages, because a batch is some tens of kilobytes.</summary>
    public const string Prepare = "PRAGMA page_size=16384; PRAGMA journal_mode=WAL;";

    /// <summary>On each connection that writes: a commit is on the disk when it returns.</summary>
    public const string Durable = "PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000;";

    public const string Create =
        """
        CREATE TABLE devices(
          id INTEGER PRIMARY KEY,
          tenant BLOB NOT NULL,
          device BLOB NOT NULL,
          events INTEGER NOT NULL DEFAULT 0,
          UNIQUE(tenant, device));
        CREATE TABLE spools(
          id INTEGER PRIMARY KEY,
          device INTEGER NOT NULL REFERENCES devices(id),
          spool BLOB NOT NULL,
          UNIQUE(device, spool));
        CREATE TABLE marks(
          spool INTEGER NOT NULL REFERENCES spools(id),
          lane INTEGER NOT NULL,
          sequence INTEGER NOT NULL,
          PRIMARY KEY(spool, lane)) WITHOUT ROWID;
        CREATE TABLE batches(
          row INTEGER PRIMARY KEY,
          tenant BLOB NOT NULL,
          device INTEGER NOT NULL,
          spool INTEGER NOT NULL,
          lane INTEGER NOT NULL,
          sequence INTEGER NOT NULL,
          received INTEGER NOT NULL,
          first_time INTEGER NOT NULL,
          last_time INTEGER NOT NULL,
          event_count INTEGER NOT NULL,
          compression INTEGER NOT NULL,
          uncompressed_bytes INTEGER NOT NULL,
          checksum INTEGER NOT NULL,
          payload BLOB NOT NULL);
        CREATE UNIQUE INDEX batches_by_sequence ON batches(spool, lane, sequence);
        CREATE INDEX batches_by_tenant ON batches(tenant, row, device, lane, first_time, last_time);
        CREATE INDEX batches_by_device ON batches(device, row, lane, first_time, last_time);
        PRAGMA user_version=1;
        """;
}
