using SecWatch.Agent.Sources;
using SecWatch.Agent.Sources.Windows.EventLog;

namespace SecWatch.Agent.Tests.Sources.Windows.EventLog;

/// <summary>All channels together: turns, states and signals.</summary>
public sealed class WindowsEventLogSourceTests
{
    private readonly FakeEventLog log = new();
    private readonly WindowsSourceContext context = new() { SourceId = "eventlog" };

    [Fact]
    public async Task A_busy_channel_does_not_keep_the_others_waiting()
    {
        log.Add("System").Write(1_000);
        log.Add("Application").Write(10);

        await RunUntilAsync(Options("System", "Application"), () => context.Rows.Count == 1_010);

        Assert.Equal(["System", "Application", "System"], log.Turns.Take(3), StringComparer.Ordinal);
        Assert.Equal(1_010, context.Rows.Select(row => (row.Shape.Channel, row.RecordId)).Distinct().Count());
    }

    [Fact]
    public async Task A_signal_wakes_the_source_without_the_clock()
    {
        var system = log.Add("System").Write(1);
        context.Posted = _ =>
        {
            if (context.Rows.Count < 5)
            {
                system.Write(1);
            }
        };

        await RunUntilAsync(Options("System"), () => context.Rows.Count == 5);

        Assert.Equal([1L, 2L, 3L, 4L, 5L], context.Rows.Select(row => row.RecordId));
    }

    [Fact]
    public async Task The_security_log_is_read_while_the_lane_of_the_others_is_full()
    {
        log.Add("System").Write(1);
        log.Add("Security").Write(3);
        var blocked = new BlockingContext(context);

        await RunUntilAsync(Options("System", "Security"), () => context.Rows.Count == 3, blocked);

        Assert.All(context.Rows, row => Assert.Equal("Security", row.Shape.Channel));
    }

    [Fact]
    public async Task Denied_access_names_the_right_that_is_missing()
    {
        log.Add("Security").Status = EventLogStatus.AccessDenied;
        log.Add("System").Write(1);

        await RunUntilAsync(Options("Security", "System"), () => Has(SourceState.Denied) && context.Rows.Count == 1);

        var reason = context.Reports.First(report => report.State == SourceState.Denied).Reason;
        Assert.Contains("Security", reason, StringComparison.Ordinal);
        Assert.Contains("LocalSystem", reason, StringComparison.Ordinal);
        Assert.Contains("Event Log Readers", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_channel_the_source_waits_and_says_which_are_missing()
    {
        await RunUntilAsync(Options("No-Such-Channel"), () => Has(SourceState.Waiting));

        Assert.Contains("No-Such-Channel", context.Reports[^1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_channel_beside_others_is_degraded_and_an_optional_one_is_no_trouble()
    {
        log.Add("System").Write(1);
        var options = Options("System", "Missing", "Microsoft-Windows-Sysmon/Operational");

        await RunUntilAsync(options, () => Has(SourceState.Degraded));
        Assert.Contains("Missing", context.Reports[^1].Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("Sysmon", context.Reports[^1].Reason, StringComparison.Ordinal);

        options.Channels.Remove("Missing");
        context.Reports.Clear();
        await RunUntilAsync(options, () => Has(SourceState.Running));
        Assert.Equal("", context.Reports[^1].Reason);
    }

    [Fact]
    public async Task A_restart_goes_on_where_the_durable_position_stands()
    {
        var system = log.Add("System").Write(100);
        await RunUntilAsync(Options("System"), () => context.Rows.Count == 100);
        context.Restart();
        system.Write(50);

        await RunUntilAsync(Options("System"), () => context.Rows.Count == 150);

        Assert.Equal(Enumerable.Range(1, 150).Select(id => (long)id), context.Rows.Select(row => row.RecordId));
        Assert.Empty(context.Gaps);
    }

    private static WindowsEventLogOptions Options(params string[] channels) => new() { Channels = [.. channels] };

    private bool Has(SourceState state) => context.Reports.Exists(report => report.State == state);

    // The source never ends by itself. Whatever it does that a test looks at, it does before it waits, so that a check
    // after each report and each block sees it.
    private async Task RunUntilAsync(
        WindowsEventLogOptions options, Func<bool> isDone, ISourceContext? surroundings = null)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(TimeSpan.FromSeconds(30));
        var watched = new WatchedContext(surroundings ?? context, () =>
        {
            lock (context)
            {
                if (isDone())
                {
                    stop.Cancel();
                }
            }
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new WindowsEventLogSource(options, log).RunAsync(watched, stop.Token));
        Assert.True(isDone(), "The source did not come to where the test waits for it.");
    }
}
