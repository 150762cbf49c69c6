using System.CommandLine;

namespace SecWatch.Agent.Control;

/// <summary>The command line: which commands there are and what they take.</summary>
internal static class AgentCommands
{
    public static RootCommand Create()
    {
        var arguments = new CommandArguments();
        var root = new RootCommand(
            "SecWatch agent: collects security events of this computer and sends them to the server.\n\n"
            + "Exit codes: 0 done, 1 failed, 2 wrong settings or command line, 3 another agent is running on the state "
            + "folder, 4 not running (status), 5 something is wrong (doctor), 6 a right is missing.")
        {
            arguments.Config,
            arguments.State,
        };
        root.Subcommands.Add(Run(arguments));
        root.Subcommands.Add(Enroll(arguments));
        root.Subcommands.Add(Status(arguments));
        root.Subcommands.Add(Import(arguments));
        root.Subcommands.Add(Doctor(arguments));
        return root;
    }

    private static Command Run(CommandArguments arguments)
    {
        var command = new Command("run", "Run the agent until it is stopped.");
        command.SetAction((result, cancellationToken) =>
            RunCommand.RunAsync(arguments.Paths(result), result.InvocationConfiguration.Error, cancellationToken));
        return command;
    }

    private static Command Enroll(CommandArguments arguments)
    {
        var server = new Option<string>("--server")
        {
            Description = "The server's name and port.", Required = true, HelpName = "HOST:PORT",
        };
        var token = new Option<string>("--token")
        {
            Description = "The enrolment token, as the server printed it; `-` reads it from standard input.",
            Required = true,
            HelpName = "TOKEN",
        };
        var force = new Option<bool>("--force") { Description = "Enrol again although this agent is enrolled." };
        var command = new Command("enroll", "Get this computer its certificate from the server.")
        {
            server, token, force,
        };
        command.SetAction((result, cancellationToken) => new EnrollCommand(
            arguments.Paths(result), result.InvocationConfiguration.Output,
            result.InvocationConfiguration.Error).RunAsync(
                result.GetValue(server)!, result.GetValue(token)!, result.GetValue(force), cancellationToken));
        return command;
    }

    private static Command Status(CommandArguments arguments)
    {
        var json = new Option<bool>("--json") { Description = "For programs." };
        var command = new Command("status", "Show how the agent and its sources are doing.") { json };
        command.SetAction((result, cancellationToken) => StatusCommand.RunAsync(
            arguments.Paths(result), result.GetValue(json), result.InvocationConfiguration.Output, cancellationToken));
        return command;
    }

    private static Command Import(CommandArguments arguments)
    {
        var files = new Argument<string[]>("FILE.evtx")
        {
            Description = "Windows event log files.", Arity = ArgumentArity.OneOrMore,
        };
        var wait = new Option<bool>("--wait") { Description = "Wait until the server has acknowledged the events." };
        var command = new Command("import", "Add the events of EVTX files.") { files, wait };
        command.SetAction((result, cancellationToken) => new ImportCommand(
            arguments.Paths(result), result.InvocationConfiguration.Output,
            result.InvocationConfiguration.Error).RunAsync(
                result.GetValue(files)!, result.GetValue(wait), cancellationToken));
        return command;
    }

    private static Command Doctor(CommandArguments arguments)
    {
        var writeConfig = new Option<bool>("--write-config")
        {
            Description = "Write a settings file with every default where there is none.",
        };
        var command = new Command("doctor", "Say what is wrong and what to do about it.") { writeConfig };
        command.SetAction((result, cancellationToken) => new Doctor(
            arguments.Paths(result), result.InvocationConfiguration.Output, TimeProvider.System).RunAsync(
                result.GetValue(writeConfig), cancellationToken));
        return command;
    }
}
