using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Spool;
using SecWatch.Agent.Uplink;

namespace SecWatch.Agent.Control;

/// <summary><c>run</c>: the agent itself.</summary>
internal static class RunCommand
{
    public static async Task<int> RunAsync(AgentPaths paths, TextWriter errors, CancellationToken cancellationToken)
    {
        AgentSettings settings;
        try
        {
            SettingsFile.TryCreate(paths.Settings);
            settings = SettingsFile.Read(paths.Settings);
            paths.CreateState();
        }
        catch (SettingsException failure)
        {
            await errors.WriteLineAsync(failure.Message);
            return ExitCode.WrongSettings;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(failure.Message);
            return ExitCode.NoAccess;
        }

        return await RunLockedAsync(paths, settings, errors, cancellationToken);
    }

    private static async Task<int> RunLockedAsync(
        AgentPaths paths, AgentSettings settings, TextWriter errors, CancellationToken cancellationToken)
    {
        try
        {
            if (!SpoolLock.TryTake(paths.State, out var taken))
            {
                await errors.WriteLineAsync($"Another agent is running on {paths.State}.");
                return ExitCode.AlreadyRunning;
            }

            using (taken)
            using (var host = AgentHost.Build(
                paths, settings, SourceCatalogue.Create(settings.Sources), asService: true))
            {
                var run = host.Services.GetRequiredService<AgentRun>();
                host.Services.GetRequiredService<AgentJournal>().Started(HostFacts.Version, run.Id);
                await host.RunAsync(cancellationToken);
                return ExitCode.Success;
            }
        }
        catch (UnauthorizedAccessException failure)
        {
            await errors.WriteLineAsync($"{paths.State}: {failure.Message}");
            return ExitCode.NoAccess;
        }
        catch (SpoolVersionException failure)
        {
            await errors.WriteLineAsync(failure.Message);
            return ExitCode.Failed;
        }
    }
}
