using System.CommandLine;
using SecWatch.Server.Alerts;
using SecWatch.Server.Api;
using SecWatch.Server.CommandLine;
using SecWatch.Server.Detect;
using SecWatch.Server.Devices;
using SecWatch.Server.Events;
using SecWatch.Server.Hosting;
using SecWatch.Server.Identity;
using SecWatch.Server.Ingest;
using SecWatch.Server.Metrics;
using SecWatch.Server.Operators;
using SecWatch.Server.Rules;
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
        foreach (var command in IdentityCommands.Create())
        {
            root.Add(command);
        }

        foreach (var command in ConsoleCommands.Create())
        {
            root.Add(command);
        }

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
        builder.AddRules();
        builder.AddAlerts();
        builder.AddDetect();
        builder.AddIdentity();
        builder.AddOperators();
        builder.AddApi();
        builder.AddMetrics();
    }

    public static void MapSlices(WebApplication app)
    {
        app.MapDevices();
        app.MapIngest();
        app.MapOperators();
        app.MapApi();
        app.MapMetrics();

        // Last: what the others put around it also stands around its refusals.
        app.MapIdentity();
    }
}
