using System.Security.Cryptography;
using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Sources;
using SecWatch.Agent.Spool;
using SecWatch.Agent.Uplink;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Status;

/// <summary>Brings together what status and heartbeats say.</summary>
internal sealed class StatusCollector(
    SourceRegistry registry, SpoolStore spool, SpoolWriter writer, SpoolOptions quotas, UplinkState uplink,
    CredentialStore credentials, AgentRun run, TimeProvider time) : IHeartbeatSource
{
    public Heartbeat Read()
    {
        var figures = ProcessFigures.Read();
        var heartbeat = new Heartbeat
        {
            Clock = time.GetUtcNow().UtcTicks,
            ResidentBytes = figures.ResidentBytes,
            PrivateBytes = figures.PrivateBytes,
            CpuMilliseconds = figures.CpuMilliseconds,
        };
        foreach (var source in registry.All())
        {
            var (state, reason) = source.State;
            heartbeat.Sources.Add(new Protos.V1.SourceCounters
            {
                Source = source.SourceId,
                State = StateName(state),
                Reason = state == SourceState.Running ? "" : reason,
                EventsIn = (ulong)source.EventsIn,
                EventsOut = (ulong)source.EventsOut,
                EventsDropped = (ulong)source.EventsDropped,
                EventsWaiting = (ulong)source.EventsWaiting,
            });
        }

        foreach (var lane in Lanes.All)
        {
            var contents = spool.Contents(lane);
            heartbeat.Queues.Add(new LaneQueue
            {
                Lane = lane,
                Batches = contents.Batches,
                Bytes = (ulong)contents.Bytes,
                QuotaBytes = (ulong)quotas.QuotaBytes(lane),
                OldestMilliseconds = OldestMilliseconds(lane),
            });
        }

        return heartbeat;
    }

    public StatusReport ReadStatus()
    {
        var figures = ProcessFigures.Read();
        var view = uplink.View;
        var report = new StatusReport
        {
            Running = true,
            Version = HostFacts.Version,
            ProcessId = Environment.ProcessId,
            Started = run.Started,
            Connection = view.Connection,
            Problem = view.Problem,
            LastAck = view.LastAck,
            ClockSkewSeconds = view.ClockSkewSeconds,
            Spool = SpoolName(writer.State),
            ResidentBytes = figures.ResidentBytes,
            PrivateBytes = figures.PrivateBytes,
            CpuMilliseconds = figures.CpuMilliseconds,
        };
        AddEnrollment(report, credentials);
        foreach (var lane in Lanes.All)
        {
            report.Lanes.Add(Report(lane, spool.Contents(lane), quotas, OldestMilliseconds(lane)));
        }

        foreach (var source in registry.All())
        {
            var (state, reason) = source.State;
            report.Sources.Add(new SourceReport
            {
                Source = source.SourceId,
                State = StateName(state),
                Reason = reason,
                EventsIn = source.EventsIn,
                EventsOut = source.EventsOut,
                EventsDropped = source.EventsDropped,
                EventsWaiting = source.EventsWaiting,
            });
        }

        return report;
    }

    /// <summary>Adds what the files of the enrolment say.</summary>
    public static void AddEnrollment(StatusReport report, CredentialStore credentials)
    {
        if (!credentials.TryLoadEnrollment(out var enrollment))
        {
            return;
        }

        report.Server = enrollment.Server;
        report.DeviceId = enrollment.DeviceId;
        report.Tenant = enrollment.TenantName;
        try
        {
            using var certificate = credentials.LoadCertificate();
            report.CertificateExpires = new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero);
        }
        catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
        {
            report.Problem = $"device.pem cannot be read: {failure.Message}";
        }
    }

    public static LaneReport Report(Lane lane, LaneContents contents, SpoolOptions quotas, ulong oldestMilliseconds) =>
        new()
        {
            Lane = Lanes.Name(lane),
            Batches = contents.Batches,
            Bytes = contents.Bytes,
            QuotaBytes = quotas.QuotaBytes(lane),
            OldestMilliseconds = oldestMilliseconds,
            NextSequence = contents.NextSequence,
        };

    private static string StateName(SourceState state) => state switch
    {
        SourceState.Starting => "starting",
        SourceState.Running => "running",
        SourceState.Waiting => "waiting",
        SourceState.Denied => "denied",
        SourceState.Degraded => "degraded",
        SourceState.Stopped => "stopped",
    };

    private static string SpoolName(SpoolStateKind state) => state switch
    {
        SpoolStateKind.Healthy => "healthy",
        SpoolStateKind.DiskFull => "disk full",
        SpoolStateKind.WriteFailing => "write failing",
    };

    private ulong OldestMilliseconds(Lane lane)
    {
        var created = spool.ReadOldestCreated(lane);
        var age = created == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(time.GetUtcNow().UtcTicks - created);
        return (ulong)Math.Max(0, age.TotalMilliseconds);
    }
}
