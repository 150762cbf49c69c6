namespace SecWatch.Server.Detect;

/// <summary>Detection: from stored batches to alerts and gaps.</summary>
internal static class DetectSlice
{
    /// <summary>Needs the slices Storage, Events, Rules and Alerts, <c>TimeProvider</c> and <c>IMeterFactory</c>.</summary>
    public static IServiceCollection AddDetect(this IServiceCollection services)
    {
        services.AddSingleton<DetectProgress>();
        services.AddSingleton<DetectMetrics>();
        services.AddSingleton<BatchEvaluator>();
        services.AddSingleton<DetectStage>();
        services.AddHostedService<DetectWorker>();
        return services;
    }
}
