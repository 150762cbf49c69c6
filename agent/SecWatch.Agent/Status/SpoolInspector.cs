using Microsoft.Data.Sqlite;
using SecWatch.Agent.Spool;
using SecWatch.Agent.Uplink;

namespace SecWatch.Agent.Status;

/// <summary>Reads what a stopped agent left, without changing it.</summary>
internal static class SpoolInspector
{
    public static StatusReport Read(
        string stateFolder, SpoolOptions quotas, CredentialStore credentials, DateTimeOffset now)
    {
        var report = new StatusReport { Version = HostFacts.Version, Spool = "empty" };
        StatusCollector.AddEnrollment(report, credentials);
        var path = Path.Combine(stateFolder, SpoolStore.FileName);
        if (!File.Exists(path))
        {
            return report;
        }

        try
        {
            using var connection = SpoolConnection.Open(path, SqliteOpenMode.ReadOnly);
            foreach (var lane in Lanes.All)
            {
                var next = connection.ReadNumber("SELECT next_sequence FROM lanes WHERE lane = $1", (long)lane);
                var count = connection.ReadNumber("SELECT count(*) FROM batches WHERE lane = $1", (long)lane);
                var bytes = connection.ReadNumber("SELECT sum(bytes) FROM batches WHERE lane = $1", (long)lane);
                var created = connection.ReadNumber(
                    "SELECT created FROM batches WHERE lane = $1 ORDER BY sequence LIMIT 1", (long)lane);
                var age = created == 0 ? 0 : Math.Max(0, TimeSpan.FromTicks(now.UtcTicks - created).TotalMilliseconds);
                report.Lanes.Add(StatusCollector.Report(
                    lane, new LaneContents((ulong)(next - count), (ulong)next, bytes), quotas, (ulong)age));
            }

            report.Spool = "stopped";
        }
        catch (SqliteException failure)
        {
            report.Spool = $"unreadable: {failure.Message}";
        }

        return report;
    }
}
