using Microsoft.Data.Sqlite;

namespace SecWatch.Agent.Spool;

/// <summary>Tells what a failure of SQLite means for the spool.</summary>
/// <remarks>Result codes: https://sqlite.org/rescode.html.</remarks>
internal static class SpoolFault
{
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int NotADatabase = 26;

    /// <summary>The file is not, or no longer, a database that can be trusted: set it aside.</summary>
    public static bool IsDamage(SqliteException failure) => failure.SqliteErrorCode is Corrupt or NotADatabase;

    public static bool IsDiskFull(SqliteException failure) => failure.SqliteErrorCode is Full;
}
