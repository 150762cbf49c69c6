using Microsoft.Extensions.Logging;

namespace SecWatch.Agent.Spool;

/// <summary>Log messages of the spool: ids 200 to 299. Highest id in use: 206.</summary>
internal static partial class SpoolLog
{
    [LoggerMessage(200, LogLevel.Debug, "Committed {Groups} groups")]
    public static partial void Committed(ILogger logger, int groups);

    [LoggerMessage(201, LogLevel.Error, "The spool's database is damaged and was set aside as {Path}")]
    public static partial void SetAside(ILogger logger, Exception? damage, string path);

    [LoggerMessage(202, LogLevel.Warning, "The spool cannot write ({State}); reading waits until it can")]
    public static partial void CannotWrite(ILogger logger, Exception failure, SpoolStateKind state);

    [LoggerMessage(203, LogLevel.Information, "The spool writes again")]
    public static partial void WritesAgain(ILogger logger);

    [LoggerMessage(204, LogLevel.Warning, "Salvaged {Batches} batches and {Positions} positions of the damaged spool")]
    public static partial void Salvaged(ILogger logger, int batches, int positions);

    [LoggerMessage(205, LogLevel.Error, "The spool starts anew: {Detail}")]
    public static partial void StartedAnew(ILogger logger, string detail);

    [LoggerMessage(206, LogLevel.Error, "The server refused batch {Sequence} of lane {Lane}; it was set aside")]
    public static partial void BatchRefused(ILogger logger, ulong sequence, string lane);
}
