using SecWatch.Server.Events;

namespace SecWatch.Server.Detect;

/// <summary>Detection: from stored batches to alerts and gaps.</summary>
internal static class DetectSlice
{
    /// <summary>
    /// Needs the slices Storage, Events, Rules and Alerts, <c>TimeProvider</c> and <c>IMeterFactory</c>.
    /// </summary>
    public static void AddDetect(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DetectProgress>();
        builder.Services.AddSingleton<IRetentionGuard>(services => services.GetRequiredService<DetectProgress>());
        builder.Services.AddSingleton<DetectMetrics>();
        builder.Services.AddSingleton<BatchEvaluator>();
        builder.Services.AddSingleton<DetectStage>();
        builder.Services.AddHostedService<DetectWorker>();
    }
}
