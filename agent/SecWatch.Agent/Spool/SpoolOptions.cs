using SecWatch.Protos.V1;

namespace SecWatch.Agent.Spool;

/// <summary>How much the spool may hold; the settings under <c>spool</c>.</summary>
internal sealed class SpoolOptions
{
    public int CriticalMebibytes { get; set; } = 64;

    public int SecurityMebibytes { get; set; } = 512;

    public int BulkMebibytes { get; set; } = 1024;

    public long QuotaBytes(Lane lane) => 1024L * 1024 * lane switch
    {
        Lane.Critical => CriticalMebibytes,
        Lane.Security => SecurityMebibytes,
        Lane.Bulk => BulkMebibytes,
        _ => throw new ArgumentOutOfRangeException(nameof(lane), lane, "Not a lane."),
    };
}
