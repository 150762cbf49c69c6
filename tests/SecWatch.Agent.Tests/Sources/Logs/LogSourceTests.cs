using System.Diagnostics;
using SecWatch.Agent.Sources;
using SecWatch.Agent.Sources.Logs;

namespace SecWatch.Agent.Tests.Sources.Logs;

public sealed class LogSourceTests : IDisposable
{
    private readonly LogFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public async Task A_line_is_posted_soon_after_it_was_written_without_waiting_for_the_poll()
    {
        var context = new LogSourceContext(TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        fixture.Append("app.log", "first\n");
        var run = new LogSource(fixture.Options).RunAsync(context, stop.Token);
        await context.Arrivals.ReadAsync(stop.Token);

        // Fifty lines would take fifty polls of a second each if notifications did not work.
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < 50; i++)
        {
            fixture.Append("app.log", "next\n");
            await context.Arrivals.ReadAsync(stop.Token);
        }

        var mean = Stopwatch.GetElapsedTime(start) / 50;
        await stop.CancelAsync();
        await Task.WhenAny(run);
        Assert.True(run.IsCanceled);
        TestContext.Current.SendDiagnosticMessage($"mean latency {mean.TotalMilliseconds:F1} ms");
        Assert.InRange(mean.TotalMilliseconds, 0, 500);
    }

    [Fact]
    public async Task A_log_that_does_not_exist_yet_is_waited_for_and_followed()
    {
        var context = new LogSourceContext(TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var run = new LogSource(fixture.Options).RunAsync(context, stop.Token);
        var (state, reason) = await context.Reports.Reader.ReadAsync(stop.Token);
        Assert.Equal(SourceState.Waiting, state);
        Assert.Equal($"no file matches {fixture.At("app.log")}", reason);

        fixture.Append("app.log", "first\n");
        var line = await context.Arrivals.ReadAsync(stop.Token);

        await stop.CancelAsync();
        await Task.WhenAny(run);
        Assert.True(run.IsCanceled);
        Assert.Equal("first", line.Message);
    }

    [Fact]
    public async Task A_log_that_may_not_be_read_is_reported_with_the_right_it_needs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Root may read everything.");
        fixture.Append("app.log", "first\n");
        SetMode(UnixFileMode.None);
        var context = new LogSourceContext(TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var run = new LogSource(fixture.Options).RunAsync(context, stop.Token);
        var (state, reason) = await context.Reports.Reader.ReadAsync(stop.Token);
        Assert.Equal(SourceState.Denied, state);
        Assert.Equal($"cannot read {fixture.At("app.log")}: needs root", reason);

        SetMode(UnixFileMode.UserRead);
        var line = await context.Arrivals.ReadAsync(stop.Token);

        await stop.CancelAsync();
        await Task.WhenAny(run);
        Assert.True(run.IsCanceled);
        Assert.Equal("first", line.Message);
    }

    [Theory]
    [InlineData("", "/var/log/x", "auto", "auto", "bulk", 2048, "sources.logs[].id: '' must be")]
    [InlineData("a b", "/var/log/x", "auto", "auto", "bulk", 2048, "sources.logs[].id: 'a b' must be")]
    [InlineData("a", "x.log", "auto", "auto", "bulk", 2048, "sources.logs[a].paths: 'x.log' must be an absolute path")]
    [InlineData("a", "/var/**", "auto", "auto", "bulk", 2048, "sources.logs[a].paths: '/var/**' must be an absolute")]
    [InlineData("a", "/x", "json", "auto", "bulk", 2048, "sources.logs[a].format: 'json' is none of")]
    [InlineData("a", "/x", "auto", "sjis", "bulk", 2048, "sources.logs[a].encoding: 'sjis' is none of")]
    [InlineData("a", "/x", "auto", "auto", "fast", 2048, "sources.logs[a].lane: 'fast' is none of")]
    [InlineData("a", "/x", "auto", "auto", "bulk", 10, "sources.logs[a].lineBytesMax: 10 is not within")]
    public void Wrong_settings_are_refused_by_name(
        string id, string path, string format, string encoding, string lane, int lineBytesMax, string expected)
    {
        var options = new LogSourceOptions
        {
            Id = id, Paths = [path], Format = format, Encoding = encoding, Lane = lane, LineBytesMax = lineBytesMax,
        };

        var error = Assert.Throws<ArgumentException>(() => new LogSource(options));

        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_logs_have_no_error() =>
        Assert.All(LogSourceOptions.Defaults, static options => Assert.Null(options.FindError()));

    [Fact]
    public void A_position_survives_and_anything_else_is_refused()
    {
        var position = new FilePosition(7, new PrefixFingerprint(3, 99), FileFlags.Copy, 12345, "/var/log/監視.log");
        var bytes = position.Encode();

        Assert.True(FilePosition.TryDecode(bytes, out var read));
        Assert.Equal(position, read);
        Assert.False(FilePosition.TryDecode(bytes.AsSpan(0, 20), out _));
        Assert.False(FilePosition.TryDecode([2, .. bytes[1..]], out _));
        Assert.False(FilePosition.TryDecode([1, 0, .. new byte[7], 0xFF, .. bytes[10..]], out _));
        Assert.True(FileIdentity.TryParseKey(new FileIdentity(0x801, 42).ToKey(), out var identity));
        Assert.Equal(new FileIdentity(0x801, 42), identity);
        Assert.False(FileIdentity.TryParseKey(TrackedFiles.StartedKey, out _));
    }

    [Theory]
    [InlineData("auth.log.1", "auth.log", 1)]
    [InlineData("auth.log.12", "auth.log", 12)]
    [InlineData("auth.log-20261122", "auth.log", 0)]
    [InlineData("app.log.2026-11-22", "app.log", 0)]
    [InlineData("app-3.log", "app.log", 3)]
    [InlineData("messages.old", "messages", 0)]
    public void Rotated_names_lead_to_their_log(string name, string expected, int expectedGeneration)
    {
        Assert.True(RotatedName.TryGetBase(name, out var baseName, out var generation));

        Assert.Equal(expected, baseName);
        Assert.Equal(expectedGeneration, generation);
    }

    [Theory]
    [InlineData("auth.log")]
    [InlineData("node2.log")]
    [InlineData("192.168.0.1.log")]
    [InlineData("syslog")]
    [InlineData(".1")]
    public void Other_names_are_names_of_their_own(string name) =>
        Assert.False(RotatedName.TryGetBase(name, out _, out _));

    private void SetMode(UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(fixture.At("app.log"), mode);
        }
    }
}
