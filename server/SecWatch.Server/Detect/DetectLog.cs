namespace SecWatch.Server.Detect;

/// <summary>Log messages of detection; ids 600 to 699.</summary>
internal static partial class DetectLog
{
    [LoggerMessage(600, LogLevel.Information, "Detection continues after batch {Position}.")]
    public static partial void Started(ILogger logger, string position);

    [LoggerMessage(601, LogLevel.Error, "Batch {Position} cannot be read and is set aside: {Problem}")]
    public static partial void BatchRefused(ILogger logger, string position, string problem);

    [LoggerMessage(602, LogLevel.Error, "Evaluating batch {Position} failed.")]
    public static partial void BatchFailed(ILogger logger, string position, Exception exception);

    [LoggerMessage(603, LogLevel.Warning, "Alerts could not be written; tried again in {DelayMilliseconds} ms.")]
    public static partial void WriteFailed(ILogger logger, long delayMilliseconds, Exception exception);

    [LoggerMessage(604, LogLevel.Information, "{AlertCount} alerts opened by {HitCount} hits up to batch {Position}.")]
    public static partial void AlertsOpened(ILogger logger, int alertCount, int hitCount, string position);
}
