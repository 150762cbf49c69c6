using System.Text;
using System.Text.Json;
using SecWatch.Agent.Control;
using SecWatch.Agent.Status;
using SecWatch.Agent.Tests.Control;

namespace SecWatch.Agent.Tests.Status;

public sealed class ControlServerTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private RunningAgent agent = null!;

    private string State => folder.File("state");

    public async ValueTask InitializeAsync() =>
        agent = await RunningAgent.StartAsync(new AgentPaths(folder.File("agent.json"), State));

    public async ValueTask DisposeAsync()
    {
        await agent.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Status_tells_of_this_process_its_lanes_and_its_sources()
    {
        var reply = await AskAsync(new ControlRequest { Verb = "status" });

        var status = reply!.Status!;
        Assert.True(status.Running);
        Assert.Equal(Environment.ProcessId, status.ProcessId);
        Assert.StartsWith("not ", status.Connection, StringComparison.Ordinal);
        Assert.Equal(["critical", "security", "bulk"], status.Lanes.Select(lane => lane.Lane));
        Assert.All(status.Lanes, lane => Assert.True(lane.QuotaBytes > 0));
        Assert.InRange(status.ResidentBytes, 1024UL * 1024, ulong.MaxValue);
    }

    [Theory]
    [InlineData("{\"verb\":\"dance\"}\n", "the running agent does not know 'dance'")]
    [InlineData("this is no JSON\n", "the request is not one line of JSON")]
    [InlineData("{\"verb\":\"import\",\"paths\":[]}\n", "nothing to import")]
    [InlineData("{\"verb\":\"import\",\"paths\":[\"a.evtx\"]}\n", "a.evtx is not an absolute path")]
    public async Task A_request_that_makes_no_sense_is_answered_with_what_is_wrong(string request, string error)
    {
        var reply = await SendAsync(Encoding.UTF8.GetBytes(request));

        Assert.Equal(error, reply!.Error);
    }

    [Fact]
    public async Task A_request_without_an_end_is_refused_at_64_kibibytes()
    {
        var reply = await SendAsync(Encoding.UTF8.GetBytes(new string('x', 64 * 1024)));

        Assert.Equal("the request is not one line of JSON", reply!.Error);
    }

    [Fact]
    public async Task Who_hangs_up_does_not_keep_others_from_an_answer()
    {
        await using (await ControlChannel.ConnectAsync(State, TestContext.Current.CancellationToken))
        {
            // Connected, and gone again without a word.
        }

        Assert.NotNull(await AskAsync(new ControlRequest { Verb = "status" }));
    }

    [Fact]
    public async Task Only_the_agents_own_user_may_open_the_socket()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a named pipe there");
        await AskAsync(new ControlRequest { Verb = "status" });

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(ControlChannel.SocketPath(State)));
        }
    }

    [Fact]
    public async Task Status_is_written_for_people_and_for_programs()
    {
        var paths = new AgentPaths(folder.File("agent.json"), State);
        var text = new StringWriter();
        var json = new StringWriter();

        Assert.Equal(ExitCode.Success, await StatusCommand.RunAsync(paths, false, text, Token));
        Assert.Equal(ExitCode.Success, await StatusCommand.RunAsync(paths, true, json, Token));

        Assert.Contains("agent        running, version", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("not enrolled: run `secwatch-agent enroll`", text.ToString(), StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json.ToString());
        Assert.Equal(Environment.ProcessId, document.RootElement.GetProperty("processId").GetInt32());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<ControlReply?> AskAsync(ControlRequest request) => ControlClient.AskAsync(State, request, Token);

    private async Task<ControlReply?> SendAsync(byte[] request)
    {
        await using var stream = await ControlChannel.ConnectAsync(State, Token);
        Assert.NotNull(stream);
        await stream.WriteAsync(request, Token);
        using var reader = new StreamReader(stream);
        var line = await reader.ReadLineAsync(Token);
        return JsonSerializer.Deserialize(line!, StatusJson.Default.ControlReply);
    }
}
