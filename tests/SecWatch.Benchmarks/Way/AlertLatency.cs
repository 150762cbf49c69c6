using System.Globalization;
using Microsoft.Data.Sqlite;
using SecWatch.EndToEnd.Tests.Deployment;

namespace SecWatch.Benchmarks.Way;

/// <summary>
/// Times from the moment a line is written to the moment its alert is stored, one alert for each line.
/// </summary>
internal static class AlertLatency
{
    private const string RuleId = "a3f3a4c1-54f4-4b55-9c44-0d4f9d7b1b20";

    /// <returns>Milliseconds, one for each alert.</returns>
    public static async Task<List<double>> MeasureAsync(
        TestDeployment deployment, int alertCount, CancellationToken cancellationToken)
    {
        WriteRule(deployment);
        await deployment.Server!.StopAsync(cancellationToken);
        await deployment.StartServerAsync(cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System, cancellationToken);
        var written = new DateTimeOffset[alertCount];
        for (var i = 0; i < alertCount; i++)
        {
            written[i] = TimeProvider.System.GetUtcNow();
            await File.AppendAllTextAsync(
                deployment.LogFile,
                string.Create(CultureInfo.InvariantCulture, $"Nov 22 20:00:00 host app[1]: latency-probe n={i}\n"),
                cancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(37), TimeProvider.System, cancellationToken);
        }

        Dictionary<int, DateTimeOffset> raised = [];
        await TestDeployment.WaitAsync(
            () => (raised = Raised(deployment)).Count >= alertCount,
            TimeSpan.FromSeconds(60),
            "an alert for each probe",
            cancellationToken);
        return [.. raised.Select(pair => (pair.Value - written[pair.Key]).TotalMilliseconds)];
    }

    private static Dictionary<int, DateTimeOffset> Raised(TestDeployment deployment)
    {
        var file = Path.Combine(deployment.ServerFolder, "state.db");
        using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT GroupingKey, RaisedAt FROM Alerts WHERE RuleId = $rule";
        command.Parameters.AddWithValue("$rule", RuleId);
        using var reader = command.ExecuteReader();
        var raised = new Dictionary<int, DateTimeOffset>();
        while (reader.Read())
        {
            var key = reader.GetString(0);
            var number = key[(key.IndexOf("n=", StringComparison.Ordinal) + 2)..].TrimEnd('"', ']', '}', ';');
            raised[int.Parse(number, CultureInfo.InvariantCulture)] = new DateTimeOffset(reader.GetInt64(1), TimeSpan.Zero);
        }

        return raised;
    }

    private static void WriteRule(TestDeployment deployment) =>
        File.WriteAllText(Path.Combine(deployment.ServerFolder, "rules", "latency.yml"), $$"""
            title: A probe of the benchmark
            id: {{RuleId}}
            status: test
            description: Raises one alert for each probe.
            author: SecWatch
            logsource:
              product: linux
            detection:
              keywords:
                - 'latency-probe'
              condition: keywords
            level: low
            secwatch:
              group_by: [Message]
            """);
}
