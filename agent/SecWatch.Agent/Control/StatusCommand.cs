using System.Text.Json;
using SecWatch.Agent.Status;
using SecWatch.Agent.Uplink;

namespace SecWatch.Agent.Control;

/// <summary><c>status</c>: asks the running agent, or reads what a stopped one left.</summary>
internal static class StatusCommand
{
    public static async Task<int> RunAsync(
        AgentPaths paths, bool json, TextWriter output, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var reply = await ControlClient.AskAsync(
            paths.State, new ControlRequest { Verb = "status" }, cancellationToken);
        var report = reply?.Status
            ?? SpoolInspector.Read(paths.State, ReadQuotas(paths), new CredentialStore(paths.State), now);
        await output.WriteAsync(json
            ? JsonSerializer.Serialize(report, IndentedStatusJson.Default.StatusReport) + "\n"
            : StatusText.Write(report, now));
        return report.Running ? ExitCode.Success : ExitCode.NotRunning;
    }

    private static Spool.SpoolOptions ReadQuotas(AgentPaths paths)
    {
        try
        {
            return SettingsFile.Read(paths.Settings).Spool;
        }
        catch (SettingsException)
        {
            // Only the quotas are wanted here; doctor speaks about the file.
            return new Spool.SpoolOptions();
        }
    }
}
