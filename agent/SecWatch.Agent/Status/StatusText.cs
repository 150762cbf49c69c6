using System.Globalization;
using System.Text;

namespace SecWatch.Agent.Status;

/// <summary>Writes a status report for people.</summary>
internal static class StatusText
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static string Write(StatusReport report, DateTimeOffset now)
    {
        var text = new StringBuilder();
        if (report.Running)
        {
            Line(text, "agent", $"running, version {report.Version}, process {report.ProcessId}, "
                + $"since {Ago(report.Started, now)}");
        }
        else
        {
            Line(text, "agent", "not running (what follows is read from its files)");
        }

        Line(text, "server", report.Server.Length == 0 ? "not enrolled: run `secwatch-agent enroll`" : report.Server);
        if (report.DeviceId.Length > 0)
        {
            Line(text, "device", $"{report.DeviceId}, {report.Tenant}");
        }

        if (report.Running)
        {
            Line(text, "connection", report.Connection);
            Line(text, "last ack", Ago(report.LastAck, now));
        }

        if (report.Problem.Length > 0)
        {
            Line(text, "problem", report.Problem);
        }

        if (report.CertificateExpires is { } expires)
        {
            Line(text, "certificate", $"until {expires.ToString("yyyy-MM-dd HH:mm", Culture)} UTC");
        }

        if (report.ClockSkewSeconds is { } skew)
        {
            Line(text, "clock", $"the server is {skew.ToString("+0.0;-0.0;0.0", Culture)} s ahead");
        }

        Line(text, "spool", report.Spool);
        WriteLanes(text, report);
        WriteSources(text, report);
        if (report.Running)
        {
            text.Append(Culture, $"\nmemory {Mebibytes(report.ResidentBytes)} resident, ")
                .Append(Culture, $"{Mebibytes(report.PrivateBytes)} private; ")
                .Append(Culture, $"processor {report.CpuMilliseconds / 1000.0:0.0} s\n");
        }

        return text.ToString();
    }

    private static void WriteLanes(StringBuilder text, StatusReport report)
    {
        text.Append("\nlane        batches         size        quota   oldest\n");
        foreach (var lane in report.Lanes)
        {
            text.Append(Culture, $"{lane.Lane,-10} {lane.Batches,8} {Mebibytes((ulong)lane.Bytes),12} ")
                .Append(Culture, $"{Mebibytes((ulong)lane.QuotaBytes),12} ")
                .Append(Culture, $"{lane.OldestMilliseconds / 1000.0,6:0.0} s\n");
        }
    }

    private static void WriteSources(StringBuilder text, StatusReport report)
    {
        if (report.Sources.Count == 0)
        {
            return;
        }

        text.Append("\nsource                   state              in          out    dropped   waiting\n");
        foreach (var source in report.Sources)
        {
            text.Append(Culture, $"{source.Source,-24} {source.State,-9} {source.EventsIn,11} {source.EventsOut,12} ")
                .Append(Culture, $"{source.EventsDropped,10} {source.EventsWaiting,9}\n");
            if (source.Reason.Length > 0)
            {
                text.Append(Culture, $"    {source.Reason}\n");
            }
        }
    }

    private static void Line(StringBuilder text, string name, string value) =>
        text.Append(Culture, $"{name,-12} {value}\n");

    private static string Mebibytes(ulong bytes) => (bytes / 1048576.0).ToString("0.0", Culture) + " MiB";

    private static string Ago(DateTimeOffset? time, DateTimeOffset now) => time is not { } then
        ? "never"
        : string.Create(Culture, $"{then.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC ({(now - then).TotalSeconds:0} s ago)");
}
