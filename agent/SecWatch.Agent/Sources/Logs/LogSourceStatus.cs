namespace SecWatch.Agent.Sources.Logs;

/// <summary>Says in one sentence how a log source is doing.</summary>
internal static class LogSourceStatus
{
    public static (SourceState State, string Reason) Describe(LogFollower follower, LogSourceOptions options)
    {
        var open = follower.Files.Count(static file => file.IsLive && file.Problem is null);
        var broken = follower.Files.FirstOrDefault(static file => file.IsDenied)
            ?? follower.Files.FirstOrDefault(static file => file.Problem is not null);
        var isDenied = broken is { IsDenied: true };
        var problem = broken?.Problem;
        if (problem is null && follower.DeniedFolders.Count > 0)
        {
            problem = $"cannot list {follower.DeniedFolders.First()}: the right to read it is missing";
            isDenied = true;
        }

        if (problem is not null)
        {
            return (open > 0 || !isDenied ? SourceState.Degraded : SourceState.Denied, problem);
        }

        return open > 0
            ? (SourceState.Running, "")
            : (SourceState.Waiting, $"no file matches {string.Join(", ", options.Paths)}");
    }
}
