using SecWatch.Agent.Control;
using SecWatch.Agent.Tests.Sources.Windows.Evtx;

namespace SecWatch.Agent.Tests.Control;

public sealed class ImportCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();
    private readonly AgentPaths paths;

    public ImportCommandTests() => paths = new AgentPaths(folder.File("agent.json"), folder.File("state"));

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_same_file_again_adds_nothing(bool isRunning)
    {
        var file = Write("a.evtx", new EvtxFileBuilder().Chunk(EvtxFixture.Numbered(5)).Build());
        await using var agent = isRunning ? await RunningAgent.StartAsync(paths) : null;

        Assert.Equal(ExitCode.Success, await ImportAsync(file));
        Assert.Equal(ExitCode.Success, await ImportAsync(file));

        var lines = output.ToString().Split('\n');
        Assert.StartsWith("a.evtx: 5 events imported", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("5 new events are in the spool", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("a.evtx was imported before (5 events)", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("0 new events are in the spool", lines[3], StringComparison.Ordinal);
        Assert.Empty(errors.ToString());
    }

    [Fact]
    public async Task What_a_stopped_agent_imported_a_running_one_does_not_import_again()
    {
        var file = Write("a.evtx", new EvtxFileBuilder().Chunk(EvtxFixture.Numbered(5)).Build());
        await ImportAsync(file);
        await using var agent = await RunningAgent.StartAsync(paths);

        Assert.Equal(ExitCode.Success, await ImportAsync(file));

        Assert.Contains(
            "\n0 new events are in the spool of the running agent.", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_imports_of_one_file_at_the_same_time_add_it_once()
    {
        var file = Write("a.evtx", new EvtxFileBuilder().Chunk(EvtxFixture.Numbered(7)).Build());
        await using var agent = await RunningAgent.StartAsync(paths);

        await Task.WhenAll(ImportAsync(file), ImportAsync(file));

        var lines = output.ToString().Split('\n');
        Assert.Single(lines, line => line.StartsWith("7 new events", StringComparison.Ordinal));
        Assert.Single(lines, line => line.StartsWith("0 new events", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_is_no_event_log_fails_by_name_and_the_others_are_imported(bool isRunning)
    {
        var good = Write("good.evtx", new EvtxFileBuilder().Chunk(EvtxFixture.Numbered(3)).Build());
        var bad = Write("bad.evtx", "This is a text."u8.ToArray());
        await using var agent = isRunning ? await RunningAgent.StartAsync(paths) : null;

        Assert.Equal(ExitCode.Failed, await ImportAsync(bad, good));

        Assert.Contains("bad.evtx is not an EVTX file", errors.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("3 new events", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_missing_fails_before_anything_is_imported()
    {
        Assert.Equal(ExitCode.Failed, await ImportAsync(folder.File("missing.evtx")));

        Assert.Contains("missing.evtx: there is no such file", errors.ToString(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(paths.State));
    }

    [Fact]
    public async Task Waiting_for_the_server_fails_at_once_where_there_is_no_enrolment()
    {
        var file = Write("a.evtx", new EvtxFileBuilder().Chunk(EvtxFixture.Numbered(1)).Build());

        var exitCode = await new ImportCommand(paths, output, errors).RunAsync(
            [file], wait: true, TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains("not enrolled", errors.ToString(), StringComparison.Ordinal);
    }

    private Task<int> ImportAsync(params string[] files) => new ImportCommand(
        paths, TextWriter.Synchronized(output), errors).RunAsync(files, false, TestContext.Current.CancellationToken);

    private string Write(string name, byte[] content)
    {
        File.WriteAllBytes(folder.File(name), content);
        return folder.File(name);
    }
}
