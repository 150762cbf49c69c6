using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using SecWatch.Server.Hosting;
using SecWatch.Server.Storage;

namespace SecWatch.Server.CommandLine;

/// <summary>
/// Finds the server and the token: from the options, the environment, or the data folder of this computer.
/// </summary>
internal static class ApiAccess
{
    public static Option<string?> Url { get; } = new("--url")
    {
        Description = "The console's address. Default: SECWATCH_URL, or ports.json in the data folder.",
    };

    public static Option<string?> Token { get; } = new("--token")
    {
        Description = "An API token. Default: SECWATCH_TOKEN, or cli-token in the data folder.",
    };

    /// <exception cref="ApiException">One of them is not there; the message says how to give it.</exception>
    public static ApiClient Open(ParseResult parse)
    {
        var folder = new DataFolder(parse.GetValue(CommandArguments.Data) ?? new ServerOptions().DataFolder);
        var address = parse.GetValue(Url) ?? Environment.GetEnvironmentVariable("SECWATCH_URL") ?? FromPorts(folder);
        var token = parse.GetValue(Token) ?? Environment.GetEnvironmentVariable("SECWATCH_TOKEN") ?? FromFile(folder);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new ApiException($"'{address}' is not an address. Give one like http://127.0.0.1:7080.");
        }

        return new ApiClient(uri, token);
    }

    private static string FromPorts(DataFolder folder)
    {
        var ports = JsonSerializer.Deserialize<PortsFile>(ReadFile(folder.Ports, "--url"));
        return string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ports?.ConsolePort}");
    }

    private static string FromFile(DataFolder folder) =>
        ReadFile(Path.Combine(folder.Path, "cli-token"), "--token").Trim();

    private static string ReadFile(string path, string option)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ApiException(
                $"{path} cannot be read: give {option}, or --data with the server's folder.", exception);
        }
    }
}
