using Microsoft.Extensions.DependencyInjection;
using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Sources;
using SecWatch.Agent.Spool;
using SecWatch.Agent.Status;
using SecWatch.Agent.Uplink;

namespace SecWatch.Agent.Control;

/// <summary><c>import</c>: hands files to the running agent, or runs a pipeline for them alone.</summary>
internal sealed class ImportCommand(AgentPaths paths, TextWriter output, TextWriter errors)
{
    private static readonly TimeSpan PollPeriod = TimeSpan.FromMilliseconds(200);

    public async Task<int> RunAsync(string[] files, bool wait, CancellationToken cancellationToken)
    {
        var full = files.Select(Path.GetFullPath).ToArray();
        if (Array.Find(full, file => !File.Exists(file)) is { } missing)
        {
            return await FailAsync(ExitCode.Failed, $"{missing}: there is no such file");
        }

        var request = new ControlRequest { Verb = "import", Paths = [.. full] };
        if (await ControlClient.AskAsync(paths.State, request, cancellationToken) is { } reply)
        {
            var exitCode = await ReportAsync(reply, "the spool of the running agent");
            return exitCode == ExitCode.Success && wait ? await WaitForRunningAgentAsync(cancellationToken) : exitCode;
        }

        return await ImportAloneAsync(full, wait, cancellationToken);
    }

    private async Task<int> ImportAloneAsync(string[] files, bool wait, CancellationToken cancellationToken)
    {
        try
        {
            paths.CreateState();
            var settings = File.Exists(paths.Settings) ? SettingsFile.Read(paths.Settings) : new AgentSettings();
            settings.LogLevel = "warning";
            if (!SpoolLock.TryTake(paths.State, out var taken))
            {
                return await FailAsync(
                    ExitCode.AlreadyRunning, $"An agent is running on {paths.State} and does not answer.");
            }

            using (taken)
            {
                return await ImportLockedAsync(files, settings, wait, cancellationToken);
            }
        }
        catch (SettingsException failure)
        {
            return await FailAsync(ExitCode.WrongSettings, failure.Message);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return await FailAsync(ExitCode.NoAccess, failure.Message);
        }
    }

    private async Task<int> ImportLockedAsync(
        string[] files, AgentSettings settings, bool wait, CancellationToken cancellationToken)
    {
        using var host = AgentHost.Build(paths, settings, Array.Empty<IEventSource>(), asService: false);
        var services = host.Services;
        await host.StartAsync(cancellationToken);
        using var importer = new Importer(
            services.GetRequiredService<SourceSupervisor>(), services.GetRequiredService<SourceRegistry>());
        var exitCode = await ReportAsync(await importer.ImportAsync(files, cancellationToken), "the spool");
        if (wait)
        {
            if (!services.GetRequiredService<CredentialStore>().IsEnrolled)
            {
                return await FailAsync(ExitCode.Failed, "This agent is not enrolled: the events wait in the spool.");
            }

            var spool = services.GetRequiredService<SpoolStore>();
            while (HasPending(spool))
            {
                await Task.Delay(PollPeriod, TimeProvider.System, cancellationToken);
            }
        }

        await host.StopAsync(cancellationToken);
        return exitCode;
    }

    private async Task<int> ReportAsync(ControlReply reply, string where)
    {
        if (reply.Error.Length > 0)
        {
            return await FailAsync(ExitCode.Failed, reply.Error);
        }

        foreach (var file in reply.Files)
        {
            await (reply.FileFailed ? errors : output).WriteLineAsync(file);
        }

        await output.WriteLineAsync($"{reply.EventsImported} new events are in {where}.");
        return reply.FileFailed ? ExitCode.Failed : ExitCode.Success;
    }

    private static bool HasPending(SpoolStore spool)
    {
        foreach (var lane in Lanes.All)
        {
            if (spool.OldestPending(lane) < spool.Contents(lane).NextSequence)
            {
                return true;
            }
        }

        return false;
    }

    // The spool of a busy agent is never empty: what counts is that the server has what was in it at the beginning.
    private async Task<int> WaitForRunningAgentAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, ulong>? goals = null;
        while (true)
        {
            var reply = await ControlClient.AskAsync(
                paths.State, new ControlRequest { Verb = "status" }, cancellationToken);
            if (reply?.Status is not { } status)
            {
                return await FailAsync(ExitCode.NotRunning, "The agent has stopped; the events wait in its spool.");
            }

            goals ??= status.Lanes.ToDictionary(lane => lane.Lane, lane => lane.NextSequence, StringComparer.Ordinal);
            if (status.Lanes.TrueForAll(lane => lane.NextSequence - lane.Batches >= goals[lane.Lane]))
            {
                return ExitCode.Success;
            }

            await Task.Delay(PollPeriod, TimeProvider.System, cancellationToken);
        }
    }

    private async Task<int> FailAsync(int exitCode, string message)
    {
        await errors.WriteLineAsync(message);
        return exitCode;
    }
}
