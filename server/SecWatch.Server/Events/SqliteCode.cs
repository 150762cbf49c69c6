namespace SecWatch.Server.Events;

/// <summary>The primary result codes of SQLite (sqlite.org/rescode.html) that the store tells apart.</summary>
internal static class SqliteCode
{
    public const int Error = 1;
    public const int Corrupt = 11;
    public const int NotADatabase = 26;
}
