namespace SecWatch.Server.Hosting;

/// <summary>
/// Reads the configuration: file, then environment (<c>SECWATCH_Server__AgentPort</c>), then the command line.
/// </summary>
internal static class ServerConfiguration
{
    /// <summary>Adds the sources and gives back the file alone, null where there is none.</summary>
    /// <exception cref="StartFailedException">The file is not there or cannot be read.</exception>
    public static IConfiguration? AddTo(IConfigurationBuilder configuration, ServerArguments arguments)
    {
        var file = ReadFile(arguments.ConfigFile);
        if (file is not null)
        {
            configuration.AddConfiguration(file);
        }

        configuration.AddEnvironmentVariables("SECWATCH_");
        if (arguments.DataFolder is not null)
        {
            configuration.AddInMemoryCollection([new("Server:DataFolder", Path.GetFullPath(arguments.DataFolder))]);
        }

        return file;
    }

    private static IConfigurationRoot? ReadFile(string? name)
    {
        var path = Path.GetFullPath(name ?? ServerArguments.DefaultConfigFile);
        if (!File.Exists(path))
        {
            return name is null
                ? null
                : throw new StartFailedException(
                    StartFailedException.BadSetting, $"The configuration file {path} does not exist.");
        }

        try
        {
            return new ConfigurationBuilder().AddJsonFile(path, optional: false, reloadOnChange: false).Build();
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException or IOException)
        {
            throw new StartFailedException(
                StartFailedException.BadSetting,
                $"The configuration file {path} cannot be read: {exception.GetBaseException().Message}",
                exception);
        }
    }
}
