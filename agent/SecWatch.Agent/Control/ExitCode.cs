namespace SecWatch.Agent.Control;

/// <summary>What the process ends with. Scripts rely on these: never change one.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>It was tried and failed; the message says why.</summary>
    public const int Failed = 1;

    /// <summary>The settings file or the command line is wrong.</summary>
    public const int WrongSettings = 2;

    /// <summary>Another agent is running on the same state folder.</summary>
    public const int AlreadyRunning = 3;

    /// <summary><c>status</c>: no agent is running.</summary>
    public const int NotRunning = 4;

    /// <summary><c>doctor</c>: something is wrong.</summary>
    public const int Unhealthy = 5;

    /// <summary>A right is missing, or the state folder cannot be written.</summary>
    public const int NoAccess = 6;
}
