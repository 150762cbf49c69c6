using Microsoft.Data.Sqlite;

namespace SecWatch.EndToEnd.Tests.Oracle;

/// <summary>What the server's alerts say of the oracle's rule, read from the state without the server.</summary>
internal static class AlertContent
{
    public const string RuleId = "0c5dbb39-6c86-4d0a-9a52-3a1f6f6b7c11";

    /// <summary>Events that the alerts of the rule counted, over all alerts.</summary>
    public static long EventCount(string serverFolder)
    {
        var file = Path.Combine(serverFolder, "state.db");
        using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(sum(EventCount), 0) FROM Alerts WHERE RuleId = $rule";
        command.Parameters.AddWithValue("$rule", RuleId);
        return (long)command.ExecuteScalar()!;
    }
}
