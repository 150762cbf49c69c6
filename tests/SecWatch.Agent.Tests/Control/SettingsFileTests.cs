using System.Text;
using SecWatch.Agent.Control;

namespace SecWatch.Agent.Tests.Control;

public sealed class SettingsFileTests
{
    [Fact]
    public void A_file_with_every_default_reads_back_as_the_defaults()
    {
        var text = SettingsFile.Write(new AgentSettings());

        var read = SettingsFile.Parse(Encoding.UTF8.GetBytes(text));

        Assert.Equal(text, SettingsFile.Write(read));
        Assert.Contains("\"bulkMebibytes\": 1024", text, StringComparison.Ordinal);
        Assert.Contains("// Log files, followed line by line.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_that_is_not_named_keeps_its_default()
    {
        var read = SettingsFile.Parse("{ \"spool\": { \"bulkMebibytes\": 7, }, /* more */ }"u8);

        Assert.Equal(7, read.Spool.BulkMebibytes);
        Assert.Equal(64, read.Spool.CriticalMebibytes);
        Assert.Equal(2, read.Sources.Logs.Count);
    }

    [Theory]
    [InlineData("""{ "spol": 1 }""", "line 1: spol: unknown setting; there are logLevel, pipeline, spool, sources")]
    [InlineData(
        "{\n \"spool\": {\n \"bulkMebibytes\": \"x\" } }",
        "line 3: spool.bulkMebibytes: \"x\" is not a whole number from 1 to 1048576")]
    [InlineData("""{ "spool": { "bulkMebibytes": 0 } }""", "spool.bulkMebibytes: 0 is not a whole number from 1 to")]
    [InlineData("""{ "spool": { "bulkMebibytes": 1.5 } }""", "spool.bulkMebibytes: 1.5 is not a whole number")]
    [InlineData("""{ "spool": 3 }""", "spool: must be a section in braces")]
    [InlineData("""{ "logLevel": "loud" }""", "logLevel: \"loud\" is not one of debug, information, warning, error")]
    [InlineData("""{ "logLevel": "debug", "logLevel": "debug" }""", "logLevel: stands twice")]
    [InlineData(
        """{ "sources": { "process": { "enabled": 1 } } }""",
        "sources.process.enabled: 1 is not true or false")]
    [InlineData(
        """{ "sources": { "files": { "paths": ["etc"] } } }""",
        "sources.files.paths[0]: \"etc\" is not an absolute path")]
    [InlineData(
        """{ "sources": { "files": { "paths": "/etc" } } }""",
        "sources.files.paths: \"/etc\" is not a list in brackets")]
    [InlineData(
        """{ "sources": { "logs": [ { "id": "a", "paths": ["/a"] }, { "id": "b", "paths": ["/b"], "lane": "blk" } ] } }""",
        "sources.logs[1].lane: \"blk\" is not one of security, bulk")]
    [InlineData(
        """{ "sources": { "logs": [ { "id": "a", "paths": ["/a"] }, { "id": "a", "paths": ["/b"] } ] } }""",
        "sources.logs[1]: the id \"a\" stands twice")]
    [InlineData("""{ "sources": { "logs": [ { "paths": ["/a"] } ] } }""", "sources.logs[0]: has no id")]
    [InlineData(
        """{ "sources": { "logs": [ { "id": "a b", "paths": ["/a"] } ] } }""",
        "sources.logs[0].id: \"a b\" is not a name")]
    [InlineData("""{ "sources": { "logs": [ { "id": "a" } ] } }""", "sources.logs[0]: names no paths")]
    [InlineData("{\n\n  \"spool\": ]", "line 3: not valid JSON")]
    [InlineData("[]", "the file: must be a section in braces")]
    [InlineData("", "not valid JSON")]
    public void A_wrong_setting_is_named_with_its_path(string text, string problem)
    {
        var failure = Assert.Throws<SettingsException>(() => SettingsFile.Parse(Encoding.UTF8.GetBytes(text)));

        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_of_a_file_are_said_at_once()
    {
        var failure = Assert.Throws<SettingsException>(
            () => SettingsFile.Parse("{ \"a\": 1, \"b\": 2 }"u8));

        Assert.Equal(2, failure.Message.Split('\n').Length);
    }

    [Fact]
    public void A_file_is_written_once_and_never_over_an_operators_own()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("sub/agent.json");

        Assert.True(SettingsFile.TryCreate(path));
        Assert.False(SettingsFile.TryCreate(path));
        Assert.Equal(1024, SettingsFile.Read(path).Spool.BulkMebibytes);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named()
    {
        using var folder = new TemporaryFolder();

        var failure = Assert.Throws<SettingsException>(() => SettingsFile.Read(folder.File("none.json")));

        Assert.Contains("none.json cannot be read", failure.Message, StringComparison.Ordinal);
    }
}
