namespace SecWatch.Server.Rules;

/// <summary>Log messages of the rules; ids 500 to 599.</summary>
internal static partial class RulesLog
{
    [LoggerMessage(500, LogLevel.Information, "{RuleCount} rules are in force; {ErrorCount} errors in rule files.")]
    public static partial void Loaded(ILogger logger, int ruleCount, int errorCount);

    [LoggerMessage(501, LogLevel.Warning, "A rule is left out: {File}({Line},{Column}): {Problem}")]
    public static partial void Broken(ILogger logger, string file, int line, int column, string problem);

    [LoggerMessage(502, LogLevel.Warning, "A folder of rules could not be read; it is tried again.")]
    public static partial void FolderNotReadable(ILogger logger, Exception exception);
}
