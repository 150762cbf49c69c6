using Microsoft.Extensions.Time.Testing;
using SecWatch.Agent.Control;
using SecWatch.Agent.Sources.Linux;
using SecWatch.Agent.Sources.Linux.Processes;
using SecWatch.Agent.Sources.Logs;

namespace SecWatch.Agent.Tests.Control;

public sealed class DoctorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task On_a_computer_without_an_agent_it_says_step_by_step_what_to_do()
    {
        var text = await RunAsync(ExitCode.Unhealthy);

        Assert.Contains("WRONG  enrolment: this agent is not enrolled", text, StringComparison.Ordinal);
        Assert.Contains("-> secwatch-agent enroll --server HOST:PORT --token TOKEN", text, StringComparison.Ordinal);
        Assert.Contains("WRONG  agent: it is not running", text, StringComparison.Ordinal);
        Assert.Contains("-> start the service", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_settings_file_is_named_with_its_line()
    {
        await File.WriteAllTextAsync(
            folder.File("agent.json"), "{\n  \"logLevel\": 7\n}", TestContext.Current.CancellationToken);

        var text = await RunAsync(ExitCode.Unhealthy);

        Assert.Contains("WRONG  settings:", text, StringComparison.Ordinal);
        Assert.Contains("line 2", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_missing_right_of_the_process_source_is_named()
    {
        var findings = SourceRights.CheckProcess(default, new ProcessSourceOptions()).ToList();

        Assert.Equal(["process", "process images"], findings.Select(one => one.What));
        Assert.StartsWith("CAP_NET_ADMIN is missing", findings[0].Found, StringComparison.Ordinal);
        Assert.StartsWith("CAP_SYS_PTRACE is missing", findings[1].Found, StringComparison.Ordinal);
        Assert.All(findings, one => Assert.NotEmpty(one.Remedy));
        var reading = SourceRights.CheckProcess(new Capabilities(1UL << 19), new ProcessSourceOptions()).Last();
        Assert.Empty(reading.Remedy);
    }

    [Theory]
    [InlineData(4096, 128, "sysctl fs.inotify.max_user_watches=65536")]
    [InlineData(65536, 8, "sysctl fs.inotify.max_user_instances=128")]
    [InlineData(65536, 128, "")]
    [InlineData(0, 0, "")]
    public void A_low_limit_of_inotify_comes_with_the_command_that_raises_it(
        long watches, long instances, string remedy) =>
        Assert.Equal(remedy, SourceRights.CheckWatches(watches, instances).Remedy);

    [Fact]
    public void Every_file_of_a_log_is_checked_and_a_log_without_files_is_no_trouble()
    {
        File.WriteAllText(folder.File("app.log"), "one\n");
        File.WriteAllText(folder.File("web.log"), "one\n");

        var found = Check("*.log");
        var none = Assert.Single(Check("*.txt"));

        Assert.Equal(
            [$"{folder.File("app.log")} can be read", $"{folder.File("web.log")} can be read"],
            found.Select(one => one.Found).Order(StringComparer.Ordinal));
        Assert.StartsWith("no file matches", none.Found, StringComparison.Ordinal);
        Assert.Empty(none.Remedy);
    }

    [Fact]
    public void A_log_that_may_not_be_read_comes_with_the_right_that_it_needs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "root may read everything");
        File.WriteAllText(folder.File("app.log"), "one\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.File("app.log"), UnixFileMode.None);
        }

        var finding = Assert.Single(Check("app.log"));

        Assert.Contains("needs root", finding.Found, StringComparison.Ordinal);
        Assert.NotEmpty(finding.Remedy);
    }

    private List<RightFinding> Check(string pattern) =>
        [.. SourceRights.CheckLog(new LogSourceOptions { Id = "app", Paths = [folder.File(pattern)] })];

    private async Task<string> RunAsync(int exitCode)
    {
        var output = new StringWriter();
        var doctor = new Doctor(
            new AgentPaths(folder.File("agent.json"), folder.Path), output,
            new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)));

        Assert.Equal(exitCode, await doctor.RunAsync(false, TestContext.Current.CancellationToken));
        return output.ToString();
    }
}
