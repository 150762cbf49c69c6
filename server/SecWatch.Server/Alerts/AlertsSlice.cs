namespace SecWatch.Server.Alerts;

/// <summary>Alerts: raised by detection, judged by operators.</summary>
internal static class AlertsSlice
{
    /// <summary>Needs <c>StateContextFactory</c> and <c>TimeProvider</c>.</summary>
    public static IServiceCollection AddAlerts(this IServiceCollection services)
    {
        services.AddSingleton<AlertChanges>();
        services.AddSingleton<AlertWriter>();
        services.AddSingleton<AlertCommands>();
        services.AddSingleton<AlertQueries>();
        return services;
    }
}
