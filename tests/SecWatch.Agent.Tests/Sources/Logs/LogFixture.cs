using Microsoft.Extensions.Time.Testing;
using SecWatch.Agent.Sources.Logs;

namespace SecWatch.Agent.Tests.Sources.Logs;

/// <summary>A folder with logs, a clock, and a follower that can be stopped, killed and started again.</summary>
internal sealed class LogFixture : IDisposable
{
    private LogFollower? follower;

    public LogFixture(Action<LogSourceOptions>? configure = null)
    {
        Folder = Directory.CreateTempSubdirectory("secwatch-logs-").FullName;
        Options = new LogSourceOptions
        {
            Id = "test", Paths = [At("app.log")], Format = "plain", StartAtEnd = false,
        };
        configure?.Invoke(Options);
        Time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("JST", TimeSpan.FromHours(9), "JST", "JST"));
        Context = new LogSourceContext(Time);
    }

    public string Folder { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));

    public LogSourceOptions Options { get; }

    public LogSourceContext Context { get; }

    public bool IsRunning => follower is not null;

    public IReadOnlyList<TrackedFile> Files => follower?.Files ?? [];

    public string At(string name) => Path.Combine(Folder, name);

    public void Append(string name, string text) => File.AppendAllText(At(name), text);

    public void Append(string name, ReadOnlySpan<byte> bytes) => File.AppendAllBytes(At(name), bytes);

    public void Replace(string name, string text) => File.WriteAllText(At(name), text);

    public void Start()
    {
        Stop();
        Context.Restart();
        follower = new LogFollower(Options, "log:test", Context);
    }

    public void Stop()
    {
        follower?.Dispose();
        follower = null;
    }

    /// <summary>One pass; a killed agent is down after it.</summary>
    public async Task PassAsync(bool scan = true)
    {
        if (follower is null)
        {
            return;
        }

        try
        {
            await follower.PassAsync(scan, TestContext.Current.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            Stop();
        }
    }

    /// <summary>Passes until nothing is waited for, and rotated files count as complete.</summary>
    public async Task SettleAsync()
    {
        for (var i = 0; i < 6; i++)
        {
            await PassAsync();
            Time.Advance(LogFollower.QuietTime);
        }
    }

    public void Dispose()
    {
        Stop();
        Directory.Delete(Folder, recursive: true);
    }
}
