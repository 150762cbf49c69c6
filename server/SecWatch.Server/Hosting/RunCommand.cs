using System.CommandLine;

namespace SecWatch.Server.Hosting;

/// <summary>The verb <c>run</c>: the server itself, until SIGTERM or Ctrl+C.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var command = new Command("run", "Runs the server until SIGTERM or Ctrl+C.")
        {
            CommandArguments.Data,
            CommandArguments.Config,
        };
        command.SetAction((result, token) =>
            CommandArguments.GuardedAsync(result, arguments => RunAsync(arguments, token)));
        return command;
    }

    private static async Task<int> RunAsync(ServerArguments arguments, CancellationToken cancellationToken)
    {
        await using var app = await ServerHost.StartAsync(arguments, _ => { }, cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }
}
