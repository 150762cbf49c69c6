using Microsoft.Extensions.Logging;

namespace SecWatch.Agent.Status;

/// <summary>Log messages of status: ids 400 to 499. Highest id in use: 400.</summary>
internal static partial class StatusLog
{
    [LoggerMessage(400, LogLevel.Warning, "Commands cannot reach this agent: the control socket cannot be opened")]
    public static partial void CannotListen(ILogger logger, Exception failure);
}
