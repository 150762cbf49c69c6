namespace SecWatch.Server.Hosting;

/// <summary>What the command line says about where settings and data are.</summary>
/// <param name="DataFolder">Overrides <c>Server:DataFolder</c>; null leaves it.</param>
/// <param name="ConfigFile">The configuration file; null takes the one in <c>/etc</c> where there is one.</param>
internal sealed record ServerArguments(string? DataFolder, string? ConfigFile)
{
    /// <summary>Read where no file is named.</summary>
    public const string DefaultConfigFile = "/etc/secwatch-server/secwatch-server.json";
}
