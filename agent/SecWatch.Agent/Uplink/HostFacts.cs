using System.Reflection;
using System.Runtime.InteropServices;

namespace SecWatch.Agent.Uplink;

/// <summary>What the agent says about the computer and itself.</summary>
internal sealed record HostFacts(string Name, string OperatingSystem, string AgentVersion)
{
    private const string ReleaseFile = "/etc/os-release";
    private const string PrettyName = "PRETTY_NAME=";

    public static string Version { get; } =
        typeof(HostFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            .Split('+')[0] ?? "";

    public static HostFacts Read() => new(Environment.MachineName, ReadOperatingSystem(), Version);

    private static string ReadOperatingSystem()
    {
        try
        {
            var line = File.Exists(ReleaseFile)
                ? File.ReadLines(ReleaseFile).FirstOrDefault(
                one => one.StartsWith(PrettyName, StringComparison.Ordinal))
                : null;
            return line is null ? RuntimeInformation.OSDescription : line[PrettyName.Length..].Trim('"');
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return RuntimeInformation.OSDescription;
        }
    }
}
