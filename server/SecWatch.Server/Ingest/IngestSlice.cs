using SecWatch.Protos.Batches;
using SecWatch.Server.Hosting;

namespace SecWatch.Server.Ingest;

/// <summary>The agents' streams, from the socket to the event store.</summary>
internal static class IngestSlice
{
    // A batch and what stands around it in its frame.
    private const int FrameBytesMax = BatchLimits.PayloadBytesMax + (64 * 1024);

    public static void AddIngest(this WebApplicationBuilder builder)
    {
        builder.AddSettings<IngestOptions>("Ingest");
        builder.Services.AddSingleton<IngestLimits>();
        builder.Services.AddSingleton<IngestMetrics>();
        builder.Services.AddSingleton<IngestServices>();
        builder.Services.AddSingleton<RestoredGaps>();
        builder.Services.AddHostedService<DamagedDayReporter>();
        builder.Services.AddGrpc().AddServiceOptions<TelemetryService>(
            options => options.MaxReceiveMessageSize = FrameBytesMax);
    }

    public static void MapIngest(this WebApplication app) => app.MapGrpcService<TelemetryService>().OnAgentPort();
}
