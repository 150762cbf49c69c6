using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SecWatch.Server.Devices;
using SecWatch.Server.Storage;

namespace SecWatch.Server.Hosting;

/// <summary>Builds the server from its slices, starts it, and says where it listens.</summary>
internal static class ServerHost
{
    /// <summary>Builds and starts a server; the caller stops and disposes it.</summary>
    /// <param name="arguments">Where settings and data are.</param>
    /// <param name="configure">Replaces services, for example the clock in a test.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartFailedException">It cannot start; the message says why.</exception>
    public static async Task<WebApplication> StartAsync(
        ServerArguments arguments, Action<IServiceCollection> configure, CancellationToken cancellationToken)
    {
        var app = Build(arguments, configure);
        try
        {
            await app.Services.GetRequiredService<StateDatabase>().PrepareAsync(cancellationToken);
            app.Services.GetRequiredService<CertificateAuthority>().Open();
            app.Services.GetRequiredService<ServerCertificate>().Refresh();
            await app.StartAsync(cancellationToken);
            WritePorts(app);
            return app;
        }
        catch (IOException exception)
        {
            await app.DisposeAsync();
            throw new StartFailedException(StartFailedException.BadSetting, exception.Message, exception);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>The ports of a server that was started.</summary>
    public static PortsFile Ports(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        var uris = addresses.Addresses.Select(address => new Uri(address)).ToList();
        return new PortsFile(
            uris.Single(uri => Scheme(uri, "https")).Port,
            uris.Single(uri => Scheme(uri, "http")).Port,
            Environment.ProcessId);
    }

    private static WebApplication Build(ServerArguments arguments, Action<IServiceCollection> configure)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
            ContentRootPath = AppContext.BaseDirectory,
        });
        var file = ServerConfiguration.AddTo(builder.Configuration, arguments);
        builder.Services.TryAddSingleton(TimeProvider.System);
        Program.AddSlices(builder);

        var sections = builder.Services
            .Where(service => service.ServiceType == typeof(SettingsSection))
            .Select(service => (SettingsSection)service.ImplementationInstance!)
            .ToList();
        SettingsCheck.Verify(builder.Configuration, file, sections);

        // A worker that failed is logged and the rest goes on: no outside event may end the process.
        builder.Services.Configure<HostOptions>(
            options => options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore);
        builder.Services.AddSystemd();
        builder.WebHost.ConfigureKestrel(Endpoints.Configure);
        configure(builder.Services);

        var app = builder.Build();
        _ = app.Services.GetRequiredService<DataFolderLock>();
        app.UseRouting();
        app.UsePortBoundary();
        Program.MapSlices(app);
        return app;
    }

    private static void WritePorts(WebApplication app)
    {
        var folder = new DataFolder(app.Services.GetRequiredService<IOptions<ServerOptions>>().Value.DataFolder);
        AtomicFile.Write(folder.Ports, JsonSerializer.SerializeToUtf8Bytes(Ports(app)), isSecret: false);
    }

    private static bool Scheme(Uri uri, string scheme) => string.Equals(uri.Scheme, scheme, StringComparison.Ordinal);
}
