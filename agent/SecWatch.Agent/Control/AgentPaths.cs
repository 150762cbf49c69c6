namespace SecWatch.Agent.Control;

/// <summary>Where the agent's files are.</summary>
/// <param name="Settings">The settings file.</param>
/// <param name="State">The folder of spool, key and lock.</param>
internal sealed record AgentPaths(string Settings, string State)
{
    private static string ProgramData { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "SecWatch");

    public static AgentPaths Defaults { get; } = OperatingSystem.IsWindows()
        ? new AgentPaths(Path.Combine(ProgramData, "agent.json"), Path.Combine(ProgramData, "state"))
        : new AgentPaths("/etc/secwatch-agent/agent.json", "/var/lib/secwatch-agent");

    /// <summary>Makes the state folder, closed to other users, where it is missing.</summary>
    public void CreateState()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(State);
        }
        else
        {
            Directory.CreateDirectory(State, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
