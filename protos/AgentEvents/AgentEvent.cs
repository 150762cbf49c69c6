namespace SecWatch.Protos.AgentEvents;

/// <summary>The names under which an agent reports about itself, as events like all others.</summary>
public static class AgentEvent
{
    /// <summary>Provider of every event that the agent writes about itself.</summary>
    public const string Provider = "SecWatch-Agent";

    /// <summary>Channel of those events.</summary>
    public const string Channel = "SecWatch/Agent";

    /// <summary>Something could not be kept; see <see cref="GapRecord"/>.</summary>
    public const int Gap = 1;

    /// <summary>The agent started.</summary>
    public const int Started = 2;

    /// <summary>The agent was asked to stop, and stops.</summary>
    public const int Stopping = 3;

    /// <summary>A source changed its state, for example to <c>denied</c>.</summary>
    public const int SourceState = 4;

    /// <summary>The computer's clock was stepped by more than a few seconds.</summary>
    public const int ClockStep = 5;

    /// <summary>
    /// Provider of process starts and exits: event id 1 is a start, 5 an exit, as Sysmon counts them.
    /// </summary>
    public const string ProcessProvider = "SecWatch-Process";

    /// <summary>Provider of lines of log files; event id 0.</summary>
    public const string LogProvider = "SecWatch-Log";

    /// <summary>
    /// Provider of file integrity events: 11 created, 23 deleted, as Sysmon counts them; 2 changed, 26 renamed,
    /// 27 mode or owner changed.
    /// </summary>
    public const string FileProvider = "SecWatch-File";
}
