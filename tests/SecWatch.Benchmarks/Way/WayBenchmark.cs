using System.Globalization;
using System.IO.Compression;
using Microsoft.Data.Sqlite;
using SecWatch.EndToEnd.Tests.Deployment;

namespace SecWatch.Benchmarks.Way;

/// <summary>
/// Measures one event's whole way with the real programs: from a line in a file to the store, and to an alert.
/// </summary>
internal static class WayBenchmark
{
    private static readonly TimeProvider Time = TimeProvider.System;
    private static readonly TimeSpan TimeMax = TimeSpan.FromMinutes(5);

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var lineCount = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1_000_000;
        Row("what", "figure");
        Row("---", "---");
        Row("agent", Programs.Agent.Contains("native", StringComparison.Ordinal) ? "native AOT, .NET 10" : "framework-dependent");
        await MeasureThroughputAsync(lineCount, cancellationToken);
        await MeasureWireAsync(Math.Min(lineCount, 200_000), cancellationToken);
        await MeasureRestAndLoadAsync(cancellationToken);
        await MeasureLatencyAsync(300, cancellationToken);
        return 0;
    }

    private static async Task MeasureThroughputAsync(int lineCount, CancellationToken cancellationToken)
    {
        await using var deployment = await TestDeployment.CreateAsync(cancellationToken);
        deployment.WriteAgentConfig(processes: false);
        await deployment.EnrolAsync(deployment.AgentPort, cancellationToken);
        new SampleLines(seed: 1).WriteTo(deployment.LogFile, lineCount);
        var serverBefore = deployment.Server!.CpuTime;
        var start = Time.GetTimestamp();
        deployment.StartAgent();
        await WaitForStoreAsync(deployment, lineCount, cancellationToken);
        var stored = Time.GetElapsedTime(start);
        await WaitForAcknowledgementAsync(deployment, cancellationToken);
        var acknowledged = Time.GetElapsedTime(start);
        var millions = lineCount / 1e6;
        var agentCpu = deployment.Agent!.CpuTime.TotalSeconds / millions;
        Row("lines of 300 bytes", lineCount.ToString("N0", CultureInfo.InvariantCulture));
        Row("events/s, file to stored and durable", (lineCount / stored.TotalSeconds).ToString("N0", CultureInfo.InvariantCulture));
        Row("events/s, file to acknowledged at the agent", (lineCount / acknowledged.TotalSeconds).ToString("N0", CultureInfo.InvariantCulture));
        Row("agent CPU-s per million events", agentCpu.ToString("F2", CultureInfo.InvariantCulture));
        Row("agent RSS, highest", Mebibytes(deployment.Agent, "VmHWM"));
        await WaitForDetectionAsync(deployment, cancellationToken);
        var serverCpu = (deployment.Server.CpuTime - serverBefore).TotalSeconds / millions;
        Row("server CPU-s per million events, stored and detected", serverCpu.ToString("F2", CultureInfo.InvariantCulture));
        Row("server RSS, highest", Mebibytes(deployment.Server, "VmHWM"));
        Row("gzip of the same lines, bytes/line", GzipBytesPerLine(deployment.LogFile, lineCount).ToString("F1", CultureInfo.InvariantCulture));
    }

    private static async Task MeasureWireAsync(int lineCount, CancellationToken cancellationToken)
    {
        await using var deployment = await TestDeployment.CreateAsync(cancellationToken);
        deployment.WriteAgentConfig(processes: false);
        await using var proxy = new CuttingProxy(deployment.AgentPort);
        await deployment.EnrolAsync(proxy.Port, cancellationToken);
        new SampleLines(seed: 2).WriteTo(deployment.LogFile, lineCount);
        var before = proxy.BytesUp;
        deployment.StartAgent();
        await WaitForStoreAsync(deployment, lineCount, cancellationToken);
        Row("bytes/event on the wire, TLS and all", ((proxy.BytesUp - before) / (double)lineCount).ToString("F1", CultureInfo.InvariantCulture));
    }

    private static async Task MeasureRestAndLoadAsync(CancellationToken cancellationToken)
    {
        await using var deployment = await TestDeployment.CreateAsync(cancellationToken);
        deployment.WriteAgentConfig(processes: true);
        await deployment.EnrolAsync(deployment.AgentPort, cancellationToken);
        deployment.StartAgent();
        await Task.Delay(TimeSpan.FromSeconds(5), Time, cancellationToken);
        await SampleAsync("idle", deployment, TimeSpan.FromSeconds(20), cancellationToken);

        var lines = new SampleLines(seed: 3);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writer = WriteSteadilyAsync(lines, deployment.LogFile, stop.Token);
        await Task.Delay(TimeSpan.FromSeconds(3), Time, cancellationToken);
        await SampleAsync("at 1,000 events/s", deployment, TimeSpan.FromSeconds(20), cancellationToken);
        await stop.CancelAsync();
        await writer;
    }

    private static async Task SampleAsync(
        string when, TestDeployment deployment, TimeSpan duration, CancellationToken cancellationToken)
    {
        var agent = deployment.Agent!;
        var server = deployment.Server!;
        var (agentBefore, serverBefore) = (agent.CpuTime, server.CpuTime);
        await Task.Delay(duration, Time, cancellationToken);
        var seconds = duration.TotalSeconds;
        Row($"agent RSS {when}", Mebibytes(agent, "VmRSS"));
        Row($"agent private memory {when}", Mebibytes(agent, "RssAnon"));
        Row($"agent CPU {when}", Share((agent.CpuTime - agentBefore).TotalSeconds / seconds));
        Row($"server CPU {when}", Share((server.CpuTime - serverBefore).TotalSeconds / seconds));
    }

    private static async Task WriteSteadilyAsync(SampleLines lines, string path, CancellationToken stop)
    {
        await using var writer = new StreamWriter(path, append: true);
        for (var round = 0; !stop.IsCancellationRequested; round++)
        {
            for (var i = 0; i < 50; i++)
            {
                await writer.WriteAsync(lines.Next((round * 50) + i));
            }

            await writer.FlushAsync(CancellationToken.None);
            await Task.Delay(TimeSpan.FromMilliseconds(50), Time, CancellationToken.None);
        }
    }

    private static async Task MeasureLatencyAsync(int alertCount, CancellationToken cancellationToken)
    {
        await using var deployment = await TestDeployment.CreateAsync(cancellationToken);
        deployment.WriteAgentConfig(processes: false);
        await deployment.EnrolAsync(deployment.AgentPort, cancellationToken);
        deployment.StartAgent();
        await Task.Delay(TimeSpan.FromSeconds(3), Time, cancellationToken);
        var milliseconds = await AlertLatency.MeasureAsync(deployment, alertCount, cancellationToken);
        milliseconds.Sort();
        Row("event to alert, alerts measured", milliseconds.Count.ToString(CultureInfo.InvariantCulture));
        Row("event to alert, p50", milliseconds[milliseconds.Count / 2].ToString("F0", CultureInfo.InvariantCulture) + " ms");
        Row("event to alert, p99", milliseconds[milliseconds.Count * 99 / 100].ToString("F0", CultureInfo.InvariantCulture) + " ms");
    }

    private static Task WaitForStoreAsync(TestDeployment deployment, int lineCount, CancellationToken cancellationToken) =>
        TestDeployment.WaitAsync(
            () => StoredLines(deployment) >= lineCount, TimeMax, $"{lineCount} lines to be stored", cancellationToken);

    private static async Task WaitForAcknowledgementAsync(TestDeployment deployment, CancellationToken cancellationToken)
    {
        var start = Time.GetTimestamp();
        while (Time.GetElapsedTime(start) < TimeMax)
        {
            var spool = Path.Combine(deployment.StateFolder, "spool.db");
            if (Count(spool, "SELECT count(*) FROM batches") == 0)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), Time, cancellationToken);
        }
    }

    private static Task WaitForDetectionAsync(TestDeployment deployment, CancellationToken cancellationToken) =>
        TestDeployment.WaitAsync(
            () =>
            {
                var file = NewestDayFile(deployment);
                var last = Count(file, "SELECT max(row) FROM batches");
                return Count(
                    Path.Combine(deployment.ServerFolder, "state.db"), "SELECT max(Row) FROM Checkpoints WHERE Name = 'detect'") >= last;
            },
            TimeMax,
            "detection to catch up",
            cancellationToken);

    private static long StoredLines(TestDeployment deployment) =>
        Count(NewestDayFile(deployment), "SELECT coalesce(sum(event_count), 0) FROM batches WHERE lane = 2");

    private static string? NewestDayFile(TestDeployment deployment) =>
        Directory.GetFiles(Path.Combine(deployment.ServerFolder, "events"), "*.db").Max(StringComparer.Ordinal);

    private static long Count(string? file, string query)
    {
        if (file is null)
        {
            return 0;
        }

        using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name IN ('batches', 'Checkpoints')";
        if (command.ExecuteScalar() is 0L)
        {
            return 0; // The file is being made just now.
        }

        command.CommandText = query;
        return command.ExecuteScalar() is long count ? count : 0;
    }

    private static double GzipBytesPerLine(string file, int lineCount)
    {
        using var counted = new MemoryStream();
        using (var gzip = new GZipStream(counted, CompressionLevel.Optimal, leaveOpen: true))
        using (var source = File.OpenRead(file))
        {
            source.CopyTo(gzip);
        }

        return counted.Length / (double)lineCount;
    }

    private static string Mebibytes(ChildProcess process, string name) =>
        (process.StatusKibibytes(name) / 1024.0).ToString("F1", CultureInfo.InvariantCulture) + " MiB";

    private static string Share(double share) => (share * 100).ToString("F2", CultureInfo.InvariantCulture) + " % of one core";

    private static void Row(string what, string figure) => Console.WriteLine($"| {what} | {figure} |");
}
