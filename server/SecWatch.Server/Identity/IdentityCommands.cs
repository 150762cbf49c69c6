using System.CommandLine;
using SecWatch.Server.Hosting;

namespace SecWatch.Server.Identity;

/// <summary>
/// The verbs <c>operator</c> and <c>api-token</c>: accounts and tokens are made on the server itself.
/// </summary>
internal static class IdentityCommands
{
    public static IReadOnlyList<Command> Create()
    {
        var operators = new Command("operator", "Operators of the console: create one, or give one a new password.")
        {
            Operator(
                "create", "Create an operator.",
                static (accounts, name, password, stop) => accounts.CreateAsync(name, password, stop)),
            Operator(
                "reset", "Give an operator a new password; their sessions end.",
                static (accounts, name, password, stop) => accounts.ResetAsync(name, password, stop)),
        };
        var tokens = new Command("api-token", "Tokens for programs that use the API.") { CreateToken() };
        return [operators, tokens];
    }

    private static Command Operator(
        string verb,
        string description,
        Func<OperatorAccounts, string, string, CancellationToken, Task<AccountOutcome>> change)
    {
        var name = new Argument<string>("NAME") { Description = "Letters a-z, digits, dot, hyphen, underscore." };
        var fromInput = new Option<bool>("--password-stdin")
        {
            Description = "Read the password from standard input instead of making one.",
        };
        var command = new Command(verb, description)
        {
            name, fromInput, CommandArguments.Data, CommandArguments.Config,
        };
        command.SetAction((parse, stop) => CommandArguments.GuardedAsync(parse, async arguments =>
        {
            var given = parse.GetValue(fromInput);
            var password = given ? await Console.In.ReadLineAsync(stop) ?? "" : SecretText.CreatePassword();
            var accounts = await AccountsAsync(arguments, stop);
            var outcome = await change(accounts, parse.GetValue(name)!, password, stop);
            if (outcome != AccountOutcome.Done)
            {
                await parse.InvocationConfiguration.Error.WriteLineAsync(Explain(outcome));
                return 1;
            }

            if (!given)
            {
                await parse.InvocationConfiguration.Output.WriteLineAsync(password);
            }

            return 0;
        }));
        return command;
    }

    private static Command CreateToken()
    {
        var name = new Argument<string>("NAME") { Description = "What the token is for." };
        var to = new Option<string?>("--to")
        {
            Description = "Write the token to this file, readable for its owner alone, instead of printing it.",
        };
        var command = new Command("create", "Create a token and print it once.")
        {
            name, to, CommandArguments.Data, CommandArguments.Config,
        };
        command.SetAction((parse, stop) => CommandArguments.GuardedAsync(parse, async arguments =>
        {
            var tokens = await TokensAsync(arguments, stop);
            var secret = await tokens.CreateAsync(parse.GetValue(name)!, stop);
            if (parse.GetValue(to) is { } path)
            {
                await PrivateFile.WriteAsync(path, secret, stop);
            }
            else
            {
                await parse.InvocationConfiguration.Output.WriteLineAsync(secret);
            }

            return 0;
        }));
        return command;
    }

    private static async Task<OperatorAccounts> AccountsAsync(
        ServerArguments arguments, CancellationToken cancellationToken)
    {
        var services = await CommandServices.OpenAsync(arguments, cancellationToken);
        return new OperatorAccounts(services.Contexts, services.Time);
    }

    private static async Task<ApiTokens> TokensAsync(ServerArguments arguments, CancellationToken cancellationToken)
    {
        var services = await CommandServices.OpenAsync(arguments, cancellationToken);
        return new ApiTokens(services.Contexts, services.Time);
    }

    private static string Explain(AccountOutcome outcome) => outcome switch
    {
        AccountOutcome.Done => "",
        AccountOutcome.NameTaken => "There is an operator of this name already; use `operator reset`.",
        AccountOutcome.NotFound => "There is no operator of this name.",
        AccountOutcome.NameRefused => "A name has 1 to 64 letters a-z, digits, dots, hyphens or underscores.",
        AccountOutcome.PasswordRefused => "A password has 12 to 200 characters.",
    };
}
