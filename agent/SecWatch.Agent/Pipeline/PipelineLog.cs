using Microsoft.Extensions.Logging;
using SecWatch.Agent.Sources;

namespace SecWatch.Agent.Pipeline;

/// <summary>Log messages of the pipeline: ids 100 to 199. Highest id in use: 103.</summary>
internal static partial class PipelineLog
{
    [LoggerMessage(100, LogLevel.Information, "Source {SourceId} is {State} {Reason}")]
    public static partial void SourceStateChanged(ILogger logger, string sourceId, SourceState state, string reason);

    [LoggerMessage(101, LogLevel.Warning, "Source {SourceId} failed and starts again in {DelaySeconds} s")]
    public static partial void SourceFailed(ILogger logger, Exception failure, string sourceId, double delaySeconds);

    [LoggerMessage(102, LogLevel.Error, "An event of source {SourceId} is larger than a batch may be and is left out")]
    public static partial void EventTooLarge(ILogger logger, string sourceId);

    [LoggerMessage(103, LogLevel.Warning, "The clock of this computer was stepped by {StepSeconds} s")]
    public static partial void ClockStepped(ILogger logger, double stepSeconds);
}
