using Microsoft.Extensions.Logging;

namespace SecWatch.Agent.Uplink;

/// <summary>Log messages of the uplink: ids 300 to 399. Highest id in use: 306.</summary>
internal static partial class UplinkLog
{
    [LoggerMessage(300, LogLevel.Information, "Connected to {Server}, protocol {Major}.{Minor}")]
    public static partial void Connected(ILogger logger, string server, uint major, uint minor);

    [LoggerMessage(301, LogLevel.Warning, "No connection: {Problem}. Next attempt in {DelaySeconds} s")]
    public static partial void NotConnected(ILogger logger, string problem, double delaySeconds);

    [LoggerMessage(302, LogLevel.Information, "Not enrolled yet: events wait in the spool")]
    public static partial void NotEnrolled(ILogger logger);

    [LoggerMessage(303, LogLevel.Information, "The certificate was renewed")]
    public static partial void Renewed(ILogger logger);

    [LoggerMessage(304, LogLevel.Warning, "The certificate could not be renewed: {Problem}")]
    public static partial void NotRenewed(ILogger logger, string problem);

    [LoggerMessage(305, LogLevel.Error, "The uplink failed unexpectedly and goes on")]
    public static partial void Failed(ILogger logger, Exception failure);

    [LoggerMessage(306, LogLevel.Debug, "Sent batch {Sequence} of lane {Lane}")]
    public static partial void Sent(ILogger logger, ulong sequence, string lane);
}
