using Microsoft.Extensions.Options;
using SecWatch.Server.Devices;
using SecWatch.Server.Events;

namespace SecWatch.Server.Ingest;

/// <summary>What every stream works with.</summary>
internal sealed partial class IngestServices(
    IEventStore store,
    DeviceDirectory directory,
    IngestLimits limits,
    IngestMetrics metrics,
    IOptions<IngestOptions> options,
    TimeProvider time,
    ILogger<IngestServices> logger)
{
    private const int HeartbeatsMissedMax = 3;

    public IEventStore Store => store;

    public DeviceDirectory Directory => directory;

    public IngestLimits Limits => limits;

    public IngestMetrics Metrics => metrics;

    public IngestOptions Options => options.Value;

    public TimeProvider Time => time;

    public TimeSpan IdleTimeout => TimeSpan.FromSeconds(options.Value.HeartbeatSeconds * HeartbeatsMissedMax);

    public void ReportClone(DeviceStream stream)
    {
        metrics.Cloned();
        LogCloned(stream.Identity.Device.Value, stream.Identity.Tenant.Value);
    }

    [LoggerMessage(
        400,
        LogLevel.Warning,
        "Device {Device} of tenant {Tenant} speaks from two computers: its disk was cloned. Enrol one of them again")]
    private partial void LogCloned(Guid device, Guid tenant);
}
