using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SecWatch.Agent.Spool;

/// <summary>
/// A connection to the spool's database with its statements, each prepared once. One thread at a time.
/// </summary>
internal sealed class SpoolConnection : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly Dictionary<string, SqliteCommand> commands = new(StringComparer.Ordinal);

    private SpoolConnection(SqliteConnection connection) => this.connection = connection;

    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public static SpoolConnection Open(string path, SqliteOpenMode mode)
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = 5,
        };
        var opening = new SqliteConnection(text.ConnectionString);
        try
        {
            opening.Open();
            return new SpoolConnection(opening);
        }
        catch
        {
            opening.Dispose();
            throw;
        }
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    /// <returns>Rows changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<object> values) => Prepare(sql, values).ExecuteNonQuery();

    /// <summary>Runs several statements once.</summary>
    public void ExecuteScript(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public long ReadNumber(string sql, params ReadOnlySpan<object> values) =>
        Convert.ToInt64(Prepare(sql, values).ExecuteScalar() is { } value and not DBNull ? value : 0L,
            CultureInfo.InvariantCulture);

    public byte[]? ReadBlob(string sql, params ReadOnlySpan<object> values) =>
        Prepare(sql, values).ExecuteScalar() as byte[];

    /// <summary>Runs a query; dispose the reader before the same query is run again.</summary>
    public SqliteDataReader Query(string sql, params ReadOnlySpan<object> values) =>
        Prepare(sql, values).ExecuteReader();

    /// <summary>Does all of <paramref name="work"/> in one transaction, or nothing of it.</summary>
    public void Transact(Action work)
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            work();
            Execute("COMMIT");
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var command in commands.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }

    private void RollBack()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // After some failures SQLite has rolled back by itself and says that there is nothing to roll back.
        }
    }

    [SuppressMessage("Security", "CA2100", Justification = "Every caller passes a constant.")]
    private SqliteCommand Prepare(string sql, ReadOnlySpan<object> values)
    {
        if (!commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var index = 0; index < values.Length; index++)
            {
                command.Parameters.Add(new SqliteParameter($"${index + 1}", null));
            }

            commands.Add(sql, command);
        }

        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = values[index];
        }

        return command;
    }
}
