using System.CommandLine;
using SecWatch.Server.Devices;
using SecWatch.Server.Events;
using SecWatch.Server.Hosting;
using SecWatch.Server.Ingest;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server;

/// <summary>
/// The table of contents: the verbs of the command line, and the slices in the order in which data flows.
/// </summary>
internal static class Program
{
    public static Task<int> Main(string[] args)
    {
        var root = new RootCommand("The SecWatch server: takes, keeps and judges the events of enrolled computers.")
        {
            RunCommand.Create(),
            TenantCommands.Create(),
            TokenCommands.Create(),
            DeviceCommands.Create(),
            VersionCommand.Create(),
        };

        // The host ends by itself on SIGTERM and SIGINT, and takes the time that it needs to finish what it began.
        return root.Parse(args).InvokeAsync(
            new InvocationConfiguration { ProcessTerminationTimeout = null }, CancellationToken.None);
    }

    public static void AddSlices(WebApplicationBuilder builder)
    {
        builder.AddStorage();
        builder.AddDevices();
        builder.AddEvents();
        builder.AddIngest();
    }

    public static void MapSlices(WebApplication app)
    {
        app.MapDevices();
        app.MapIngest();
    }
}
