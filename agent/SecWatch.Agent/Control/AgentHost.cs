using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Sources;
using SecWatch.Agent.Spool;
using SecWatch.Agent.Status;
using SecWatch.Agent.Uplink;

namespace SecWatch.Agent.Control;

/// <summary>Puts the agent together; the order of the services is the order in which data flows back.</summary>
internal static class AgentHost
{
    /// <param name="paths">Where the files are.</param>
    /// <param name="settings">What to run.</param>
    /// <param name="sources">The sources to run.</param>
    /// <param name="asService">Whether the service manager and the control socket matter.</param>
    public static IHost Build(
        AgentPaths paths, AgentSettings settings, IReadOnlyList<IEventSource> sources, bool asService)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings
        {
            ApplicationName = "secwatch-agent",
            ContentRootPath = paths.State,
        });
        AddLogging(builder.Logging, settings.LogLevel);
        var services = builder.Services;
        services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(20));
        if (asService)
        {
            services.AddSystemd();
            services.AddWindowsService(options => options.ServiceName = "secwatch-agent");
        }
        else
        {
            services.AddSingleton<IHostLifetime, QuietLifetime>();
        }

        AddState(services, paths, settings);

        // Started in this order and stopped in reverse: the sources first, then the batcher, which drains the queue,
        // then the uplink, which sends the last events, then the spool.
        services.AddHostedService(provider => provider.GetRequiredService<SpoolWriter>());
        services.AddHostedService<CertificateRenewal>();
        services.AddHostedService(provider => provider.GetRequiredService<UplinkService>());
        services.AddHostedService<Batcher>();
        services.AddSingleton(sources);
        services.AddSingleton<SourceSupervisor>();
        services.AddHostedService(provider => provider.GetRequiredService<SourceSupervisor>());
        if (asService)
        {
            services.AddSingleton<IImporter, Importer>();
            services.AddHostedService(provider => new ControlServer(
                paths.State, provider.GetRequiredService<StatusCollector>(), provider.GetRequiredService<IImporter>(),
                provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ControlServer>>()));
            services.AddHostedService<Watchdog>();
            services.AddHostedService<IdleTrim>();
        }

        return builder.Build();
    }

    private static void AddState(IServiceCollection services, AgentPaths paths, AgentSettings settings)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Func<double>>(Randomness);
        services.AddSingleton(settings.Pipeline);
        services.AddSingleton(settings.Spool);
        services.AddSingleton(HostFacts.Read());
        services.AddSingleton(provider =>
        {
            var now = provider.GetRequiredService<TimeProvider>().GetUtcNow();
            return new AgentRun(Guid.CreateVersion7(now), now);
        });
        services.AddSingleton<ProgressMonitor>();
        services.AddSingleton<LaneQuota>();
        services.AddSingleton<BlockPool>();
        services.AddSingleton<BlockQueue>();
        services.AddSingleton<SourceRegistry>();
        services.AddSingleton<AgentJournal>();
        services.AddSingleton(provider => new SpoolStore(
            paths.State, () => RandomNumberGenerator.GetBytes(16), provider.GetRequiredService<LaneQuota>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SpoolStore>>()));
        services.AddSingleton<SpoolWriter>();
        services.AddSingleton(new CredentialStore(paths.State));
        services.AddSingleton<ServerChannels>();
        services.AddSingleton<Enroller>();
        services.AddSingleton<UplinkState>();
        services.AddSingleton<ITelemetryLink, GrpcTelemetryLink>();
        services.AddSingleton<StatusCollector>();
        services.AddSingleton<IHeartbeatSource>(provider => provider.GetRequiredService<StatusCollector>());
        services.AddSingleton<UplinkService>();
    }

    private static void AddLogging(ILoggingBuilder logging, string level)
    {
        logging.SetMinimumLevel(level switch
        {
            "debug" => LogLevel.Debug,
            "warning" => LogLevel.Warning,
            "error" => LogLevel.Error,
            _ => LogLevel.Information,
        });
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Grpc", LogLevel.Warning);
        logging.AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss'Z' ";
        });

        // Commands write their results to standard output; what the agent says about itself goes beside them.
        logging.Services.Configure<ConsoleLoggerOptions>(
            options => options.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    // Jitter needs no secrecy, but this source needs no seed and no lock.
    private static double Randomness() =>
        (BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) >> 11) * (1.0 / (1UL << 53));
}
