namespace SecWatch.Server.Metrics;

/// <summary>What the metrics slice logs: ids 1600 to 1699.</summary>
internal static partial class MetricsLog
{
    [LoggerMessage(1600, LogLevel.Error, "The check {CheckName} failed.")]
    public static partial void NotReady(ILogger logger, string checkName, Exception exception);
}
