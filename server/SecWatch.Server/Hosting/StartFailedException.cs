namespace SecWatch.Server.Hosting;

/// <summary>The server cannot start, for a reason that whoever started it can remove.</summary>
internal sealed class StartFailedException : Exception
{
    /// <summary>Exit code for a setting that is wrong.</summary>
    public const int BadSetting = 2;

    /// <summary>Exit code for a data folder that another server uses.</summary>
    public const int FolderInUse = 3;

    /// <summary>Exit code for data that this version cannot use.</summary>
    public const int BadData = 4;

    /// <param name="exitCode">What the process returns.</param>
    /// <param name="message">One or two English sentences that name the setting or the file.</param>
    public StartFailedException(int exitCode, string message)
        : base(message) => ExitCode = exitCode;

    /// <param name="exitCode">What the process returns.</param>
    /// <param name="message">One or two English sentences that name the setting or the file.</param>
    /// <param name="inner">What went wrong below.</param>
    public StartFailedException(int exitCode, string message, Exception inner)
        : base(message, inner) => ExitCode = exitCode;

    public int ExitCode { get; }
}
