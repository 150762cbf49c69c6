using System.CommandLine;
using SecWatch.Server.CommandLine;
using SecWatch.Server.Tests.Running;

namespace SecWatch.Server.Tests.CommandLine;

public sealed class ConsoleCommandsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_verb_prints_a_table_of_what_the_server_holds()
    {
        await using var server = await RunningServer.StartAsync(Stop);

        Assert.Contains("aoba-fileserver", await RunAsync(server, 0, "devices"), StringComparison.Ordinal);
        Assert.Contains("Credentials read from", await RunAsync(server, 0, "alerts"), StringComparison.Ordinal);
        Assert.Contains("LogRotatedAway", await RunAsync(server, 0, "gaps"), StringComparison.Ordinal);
        Assert.Contains("broken.yml", await RunAsync(server, 0, "rules"), StringComparison.Ordinal);
        var events = await RunAsync(server, 0, "events", "--limit", "3");
        Assert.Equal(4, events.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.StartsWith("{\"items\":[", await RunAsync(server, 0, "alerts", "--json"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_server_refuses_is_told_and_ends_with_1()
    {
        await using var server = await RunningServer.StartAsync(Stop);

        Assert.Contains(
            "'limit' is wrong", await RunAsync(server, 1, "events", "--limit", "0"), StringComparison.Ordinal);
        Assert.Contains(
            "'device' is wrong", await RunAsync(server, 1, "alerts", "--device", "x"), StringComparison.Ordinal);
        Assert.Contains(
            "unknown or was revoked", await RunAsync(server, 1, "rules", "--token", "no"), StringComparison.Ordinal);
        Assert.Contains(
            "is not an address", await RunAsync(server, 1, "rules", "--url", "there"), StringComparison.Ordinal);
    }

    [Fact]
    public void Japanese_letters_take_two_columns_and_control_letters_none_of_their_power()
    {
        Assert.Equal(10, TextTable.Columns("株式会社ab"));
        var table = TextTable.Write(["A", "B"], [["株式", "x"], ["ab", "\u001b[31m"]]);

        Assert.Equal("A     B\n株式  x\nab    ·[31m\n", table);
    }

    private static async Task<string> RunAsync(RunningServer server, int expected, string verb, params string[] options)
    {
        var root = new RootCommand();
        foreach (var command in ConsoleCommands.Create())
        {
            root.Add(command);
        }

        using var output = new StringWriter();
        List<string> arguments = [verb, .. options];
        if (!options.Contains("--url"))
        {
            arguments.AddRange(["--url", server.Address.ToString()]);
        }

        if (!options.Contains("--token"))
        {
            arguments.AddRange(["--token", server.Token]);
        }

        var code = await root.Parse(arguments)
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = output }, Stop);
        Assert.True(code == expected, output.ToString());
        return output.ToString();
    }
}
