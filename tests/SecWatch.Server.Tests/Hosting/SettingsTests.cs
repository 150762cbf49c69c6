using SecWatch.Server.Hosting;
using SecWatch.Server.Tests.Support;

namespace SecWatch.Server.Tests.Hosting;

public sealed class SettingsTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("""{"Server":{"Prot":1}}""", "Unknown setting 'Server:Prot'.")]
    [InlineData("""{"Sever":{"AgentPort":1}}""", "Unknown section 'Sever' in the configuration file.")]
    [InlineData("""{"Server":{"AgentPort":70000}}""", "Setting 'Server:AgentPort' is wrong.")]
    [InlineData("""{"Server":{"AgentPort":"many"}}""", "Server:AgentPort")]
    [InlineData("""{"Server":{"AgentPort":0,"AgentAddress":"here"}}""", "'here' is not an IP address")]
    [InlineData("""{"Ingest":{"HeartbeatSeconds":0}}""", "Setting 'Ingest:HeartbeatSeconds' is wrong.")]
    [InlineData("""{"Server":""", "cannot be read")]
    public async Task A_wrong_setting_ends_the_start_and_is_named(string json, string message)
    {
        await File.WriteAllTextAsync(folder.File("config.json"), json, TestContext.Current.CancellationToken);
        var failed = await FailsAsync("config.json");

        Assert.Equal(StartFailedException.BadSetting, failed.ExitCode);
        Assert.Contains(message, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_file_that_is_not_there_is_named()
    {
        var failed = await FailsAsync("missing.json");

        Assert.Equal(StartFailedException.BadSetting, failed.ExitCode);
        Assert.EndsWith("missing.json does not exist.", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_is_named()
    {
        await File.WriteAllTextAsync(folder.File("data"), "a file", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.File("config.json"), "{}", TestContext.Current.CancellationToken);
        var failed = await FailsAsync("config.json");

        Assert.Contains("Setting 'Server:DataFolder' is wrong.", failed.Message, StringComparison.Ordinal);
    }

    private Task<StartFailedException> FailsAsync(string file) => Assert.ThrowsAsync<StartFailedException>(() =>
        ServerHost.StartAsync(
            new ServerArguments(folder.File("data"), folder.File(file)),
            _ => { },
            TestContext.Current.CancellationToken));
}
