using System.CommandLine;

namespace SecWatch.Server.Hosting;

/// <summary>What all verbs share: where the data is, and how a failure is told.</summary>
internal static class CommandArguments
{
    public static Option<string?> Data { get; } =
        new("--data") { Description = "Folder of all data. Overrides Server:DataFolder.", HelpName = "DIR" };

    public static Option<string?> Config { get; } = new("--config")
    {
        Description = $"Configuration file. Without it {ServerArguments.DefaultConfigFile}, where it exists.",
        HelpName = "FILE",
    };

    /// <summary>Runs a verb; a <see cref="StartFailedException"/> becomes a line on stderr and its exit code.</summary>
    public static async Task<int> GuardedAsync(ParseResult result, Func<ServerArguments, Task<int>> run)
    {
        try
        {
            return await run(new ServerArguments(result.GetValue(Data), result.GetValue(Config)));
        }
        catch (StartFailedException exception)
        {
            await Console.Error.WriteLineAsync($"secwatch-server: {exception.Message}");
            return exception.ExitCode;
        }
    }
}
