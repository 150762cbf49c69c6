namespace SecWatch.Server.Alerts;

/// <summary>Alerts: raised by detection, judged by operators.</summary>
internal static class AlertsSlice
{
    /// <summary>Needs <c>StateContextFactory</c> and <c>TimeProvider</c>.</summary>
    public static void AddAlerts(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AlertChanges>();
        builder.Services.AddSingleton<AlertWriter>();
        builder.Services.AddSingleton<AlertCommands>();
    }
}
