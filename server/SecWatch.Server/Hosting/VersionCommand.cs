using System.CommandLine;
using System.Reflection;

namespace SecWatch.Server.Hosting;

/// <summary>The verb <c>version</c>.</summary>
internal static class VersionCommand
{
    public static string Version { get; } =
        typeof(VersionCommand).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion;

    public static Command Create()
    {
        var command = new Command("version", "Prints the server's version.");
        command.SetAction(result => result.InvocationConfiguration.Output.WriteLine(Version));
        return command;
    }
}
