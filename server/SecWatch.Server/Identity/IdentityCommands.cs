using System.CommandLine;
using SecWatch.Server.Storage;

namespace SecWatch.Server.Identity;

/// <summary>The verbs <c>operator</c> and <c>api-token</c>: accounts and tokens are made on the server itself.</summary>
internal static class IdentityCommands
{
    /// <param name="openState">Opens the state database; runs only when a verb does.</param>
    /// <param name="time">The clock.</param>
    public static IReadOnlyList<Command> Create(
        Func<ParseResult, CancellationToken, Task<StateContextFactory>> openState, TimeProvider time)
    {
        var operators = new Command("operator", "Operators of the console: create one, or give one a new password.")
        {
            Operator(
                "create", "Create an operator.", openState, time,
                static (accounts, name, password, stop) => accounts.CreateAsync(name, password, stop)),
            Operator(
                "reset", "Give an operator a new password; their sessions end.", openState, time,
                static (accounts, name, password, stop) => accounts.ResetAsync(name, password, stop)),
        };
        var tokens = new Command("api-token", "Tokens for programs that use the API.") { CreateToken(openState, time) };
        return [operators, tokens];
    }

    private static Command Operator(
        string verb,
        string description,
        Func<ParseResult, CancellationToken, Task<StateContextFactory>> openState,
        TimeProvider time,
        Func<OperatorAccounts, string, string, CancellationToken, Task<AccountOutcome>> change)
    {
        var name = new Argument<string>("NAME") { Description = "Letters a-z, digits, dot, hyphen, underscore." };
        var fromInput = new Option<bool>("--password-stdin")
        {
            Description = "Read the password from standard input instead of making one.",
        };
        var command = new Command(verb, description) { name, fromInput };
        command.SetAction(async (parse, stop) =>
        {
            var given = parse.GetValue(fromInput);
            var password = given ? await Console.In.ReadLineAsync(stop) ?? "" : SecretText.CreatePassword();
            var accounts = new OperatorAccounts(await openState(parse, stop), time);
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
        });
        return command;
    }

    private static Command CreateToken(
        Func<ParseResult, CancellationToken, Task<StateContextFactory>> openState, TimeProvider time)
    {
        var name = new Argument<string>("NAME") { Description = "What the token is for." };
        var to = new Option<string?>("--to")
        {
            Description = "Write the token to this file, readable for its owner alone, instead of printing it.",
        };
        var command = new Command("create", "Create a token and print it once.") { name, to };
        command.SetAction(async (parse, stop) =>
        {
            var tokens = new ApiTokens(await openState(parse, stop), time);
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
        });
        return command;
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
