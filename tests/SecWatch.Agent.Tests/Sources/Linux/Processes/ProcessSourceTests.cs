using System.Globalization;
using SecWatch.Agent.Sources;
using SecWatch.Agent.Sources.Linux;
using SecWatch.Agent.Sources.Linux.Processes;
using SecWatch.Protos.AgentEvents;

namespace SecWatch.Agent.Tests.Sources.Linux.Processes;

/// <summary>Against the real kernel: they start processes and look for them.</summary>
public sealed class ProcessSourceTests
{
    [Fact]
    public async Task Each_of_300_short_processes_is_one_start_and_one_exit()
    {
        var mark = await MarkAsync();
        var context = new LinuxSourceContext();
        TimeSpan before;
        await using (await StartAsync(context))
        {
            before = Environment.CpuUsage.TotalTime;
            await Shell.RunAsync($"for i in $(seq 300); do /bin/true {mark} $i; done");
            await context.UntilAsync(c => c.Events.Any(e => e.EventId == 5 && Ends(e, mark + " $i; done")));
        }

        // Where this machine is busy, some may end before they can be read: these have no command line, but are there.
        var shell = context.Events.Single(e => e.EventId == 1 && Ends(e, mark + " $i; done"))["ProcessId"];
        var starts = context.Events.Where(e => e.EventId == 1 && IsChild(e, shell)).Skip(1).ToList();
        var exits = context.Events.Where(e => e.EventId == 5 && IsChild(e, shell)).Skip(1).ToList();
        Assert.Equal(300, starts.Count);
        Assert.Equal(
            starts.Select(e => e["ProcessGuid"]!), exits.Select(e => e["ProcessGuid"]!), StringComparer.Ordinal);
        Assert.Equal(300, starts.Select(e => e["ProcessId"]).Distinct(StringComparer.Ordinal).Count());
        var complete = starts.Count(e => e["SecWatchIncomplete"] is null);
        Assert.InRange(complete, 1, 300);
        var microseconds = (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / 300;
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{complete} of 300 complete, {microseconds:F0} us CPU a start"));
        for (var i = 0; i < 300; i++)
        {
            var start = starts[i];
            Assert.Equal($"for i in $(seq 300); do /bin/true {mark} $i; done", start["ParentCommandLine"]![11..]);
            if (start["SecWatchIncomplete"] is not null)
            {
                continue;
            }

            Assert.Equal($"/bin/true {mark} {(i + 1).ToString(CultureInfo.InvariantCulture)}", start["CommandLine"]);
            Assert.EndsWith("/true", start["Image"]!, StringComparison.Ordinal);
            Assert.Matches("^SHA256=[0-9A-F]{64}$", start["Hashes"]!);
            Assert.Equal("/", start["CurrentDirectory"]);
            Assert.Equal(Environment.UserName, start["User"]);
        }

        Assert.DoesNotContain(context.Events, e => e.IsGap);
    }

    [Fact]
    public async Task Exit_tells_code_and_signal_and_carries_the_guid_of_its_start()
    {
        var mark = await MarkAsync();
        var context = new LinuxSourceContext();
        await using (await StartAsync(context))
        {
            await Shell.RunAsync($"/bin/sh -c 'exit 7' {mark}a; /bin/sh -c 'kill -9 $$' {mark}b; :");
            await context.UntilAsync(c => c.Events.Any(e => e.EventId == 5 && Marked(e, mark + "b")
                && e["ExitSignal"] is not null));
        }

        var exit = context.Events.Single(e => e.EventId == 5 && Ends(e, mark + "a"));
        var start = context.Events.Single(e => e.EventId == 1 && Ends(e, mark + "a"));
        Assert.Equal("7", exit["ExitCode"]);
        Assert.Null(exit["ExitSignal"]);
        Assert.Equal(start["ProcessGuid"], exit["ProcessGuid"]);
        Assert.Equal("9", context.Events.Single(e => e.EventId == 5 && Ends(e, mark + "b"))["ExitSignal"]);
    }

    [Fact]
    public async Task A_start_that_is_over_before_it_is_read_is_reported_with_what_is_known()
    {
        const int Gone = 4_194_303;
        var context = new LinuxSourceContext();
        var self = Environment.ProcessId;
        var now = KernelClock.MonotonicNs;
        await using var running = new RunningSource(
            Source(
                (ReceiveOutcome.Received, Message(ProcessEventKind.Fork, 1, now, Gone, self)),
                (ReceiveOutcome.Received, Message(ProcessEventKind.Exec, 2, now, Gone, 0)),
                (ReceiveOutcome.Received, Message(ProcessEventKind.Exit, 3, now, Gone, self))),
            context);

        await context.UntilAsync(c => c.Events.Count >= 2);

        var start = context.Events[0];
        Assert.Equal(1, start.EventId);
        Assert.Equal("exited before it could be read", start["SecWatchIncomplete"]);
        Assert.Null(start["Image"]);
        Assert.Equal(self.ToString(CultureInfo.InvariantCulture), start["ParentProcessId"]);
        Assert.Equal(Environment.ProcessPath, start["ParentImage"]);
        Assert.Equal(5, context.Events[1].EventId);
    }

    [Fact]
    public async Task Holes_in_the_sequence_of_a_processor_are_an_exact_gap()
    {
        var context = new LinuxSourceContext();
        var now = KernelClock.MonotonicNs;
        await using var running = new RunningSource(
            Source(
                (ReceiveOutcome.Received, Message(ProcessEventKind.Exit, uint.MaxValue - 1, now - 5000, 4_194_303, 1)),
                (ReceiveOutcome.Overflow, default),
                (ReceiveOutcome.Received, Message(ProcessEventKind.Exit, 41, now, 4_194_303, 1))),
            context);

        await context.UntilAsync(c => c.Events.Any(e => e.IsGap));

        var gap = context.Events.Single(e => e.IsGap).Gap;
        Assert.Equal(GapReason.KernelOverflow, gap.Reason);
        Assert.Equal(GapCount.Exact, gap.CountKind);
        Assert.Equal(42, gap.Count);
        Assert.Equal(42, context.Dropped);
    }

    [Fact]
    public async Task A_burst_over_a_tiny_receive_buffer_is_accounted_for()
    {
        var mark = await MarkAsync();
        var context = new LinuxSourceContext();
        var options = new ProcessSourceOptions { ReceiveBufferBytes = 4096, HashBytesMax = 0 };
        using var held = new HeldConnector(new NetlinkProcessConnector(options.ReceiveBufferBytes));
        await using (new RunningSource(new ProcessSource(options, () => held), context))
        {
            await context.UntilAsync(c => c.Committed.ContainsKey("state"));
            await held.HoldAsync();
            await Shell.RunAsync($"for i in $(seq 100); do /bin/true {mark} $i; done");
            held.LetGo();

            // Nothing else needs to happen on the machine: the source makes each processor tell what it lost. Of a
            // process that was not seen at most half of the three notifications came through and were read too late.
            await context.UntilAsync(c => c.Events.Any(e => e.IsGap) && c.Dropped >= 3 * (100 - Seen(c, mark)) / 2);
        }

        var seen = Seen(context, mark);
        var gap = context.Events.First(e => e.IsGap).Gap;
        Assert.Equal(GapReason.KernelOverflow, gap.Reason);
        Assert.Equal(GapCount.Exact, gap.CountKind);
        Assert.True(seen < 100);
        Assert.True(context.Dropped >= 3 * (100 - seen) / 2, $"seen {seen}, dropped {context.Dropped}");
        Assert.Equal(context.Dropped, context.Events.Where(e => e.IsGap).Sum(e => e.Gap.Count));
    }

    [Fact]
    public async Task What_the_pipeline_has_no_room_for_becomes_an_exact_gap_with_the_next_block()
    {
        var mark = await MarkAsync();
        var context = new LinuxSourceContext();
        await using (await StartAsync(context))
        {
            context.IsFull = true;
            await Shell.RunAsync($"for i in $(seq 20); do /bin/true {mark} $i; done");
            await context.UntilAsync(c => c.Dropped >= 40);
            context.IsFull = false;
            await context.UntilAsync(c => c.Events.Where(e => e.IsGap).Sum(e => e.Gap.Count) == c.Dropped);
        }

        var gaps = context.Events.Where(e => e.IsGap).Select(e => e.Gap).ToList();
        Assert.All(gaps, gap =>
        {
            Assert.Equal(GapReason.QueueOverflow, gap.Reason);
            Assert.Equal(GapCount.Exact, gap.CountKind);
            Assert.True(gap.From < gap.To);
        });
        Assert.True(context.Events.Count(e => !e.IsGap && Marked(e, mark + " ")) < 40);
    }

    [Fact]
    public async Task After_a_restart_new_live_processes_are_starts_and_the_rest_is_a_gap()
    {
        var mark = await MarkAsync();
        var before = new LinuxSourceContext();
        using var old = await WithSourceAsync(before, async () =>
        {
            var process = Shell.Start("/bin/sleep", "60.5");
            await before.UntilAsync(c => c.Events.Any(e => e.EventId == 1 && Is(e, process)));
            return process;
        });
        using var young = Shell.Start("/bin/sleep", "60.25");
        await Shell.RunAsync($"for i in 1 2 3; do /bin/true {mark} $i; done");

        var after = new LinuxSourceContext(before.Committed);
        await using (await StartAsync(after))
        {
            await Shell.RunAsync($"/bin/true {mark} last");
            await after.UntilAsync(c => c.Events.Any(e => Marked(e, mark + " last")));
        }

        young.Kill();
        old.Kill();
        var gap = Assert.Single(after.Events, e => e.IsGap).Gap;
        Assert.Equal(GapReason.AgentNotRunning, gap.Reason);
        Assert.Equal(GapCount.AtMost, gap.CountKind);
        Assert.InRange(gap.Count, 4, 100_000);
        Assert.True(gap.From < gap.To);
        var found = Assert.Single(after.Events, e => e.EventId == 1 && !e.IsGap && Is(e, young));
        Assert.Equal("true", found["SecWatchFoundByScan"]);
        Assert.Equal("/bin/sleep 60.25", found["CommandLine"]);
        Assert.InRange(found.Time, gap.From.AddSeconds(-1), gap.To.AddSeconds(1));
        Assert.DoesNotContain(after.Events, e => e.EventId == 1 && !e.IsGap && Is(e, old));
    }

    [Fact]
    public async Task After_a_restart_of_the_computer_the_gap_has_no_number()
    {
        await SkipWithoutConnectorAsync();
        var position = new ProcessPosition(Guid.Empty, 638_000_000_000_000_000, 5, 5, new Dictionary<int, long>());
        var context = new LinuxSourceContext(
            new(StringComparer.Ordinal) { ["state"] = position.ToBytes() });
        await using (await StartAsync(context))
        {
            await context.UntilAsync(c => c.Events.Any(e => e.IsGap));
        }

        var gap = context.Events.First(e => e.IsGap).Gap;
        Assert.Equal(GapCount.Unknown, gap.CountKind);
        Assert.Equal(638_000_000_000_000_000, gap.From.UtcTicks);
    }

    [Fact]
    public async Task Without_the_right_the_source_says_which_one()
    {
        var context = new LinuxSourceContext();
        await using var running = new RunningSource(
            new ProcessSource(
                new ProcessSourceOptions(),
                () => new ScriptedConnector(ConnectorOutcome.Denied, "needs CAP_NET_ADMIN")),
            context);

        await context.UntilAsync(c => c.Reports.Count > 0);

        Assert.Equal((SourceState.Denied, "needs CAP_NET_ADMIN"), context.Reports[0]);
    }

    [Fact]
    public async Task With_the_right_to_read_processes_the_source_runs_although_some_are_protected()
    {
        await SkipWithoutConnectorAsync();
        Assert.SkipUnless(Capabilities.Read().MayReadProcesses, "needs CAP_SYS_PTRACE");
        var context = new LinuxSourceContext();
        await using (await StartAsync(context))
        {
            await context.UntilAsync(c => c.Reports.Count > 0);
        }

        Assert.Equal((SourceState.Running, ""), context.Reports[0]);
    }

    private static int Seen(LinuxSourceContext context, string mark) =>
        context.Events.Count(e => e.EventId == 1 && !e.IsGap && Marked(e, mark + " "));

    private static ProcessSource Source(params (ReceiveOutcome, ProcessNotification)[] script) =>
        new(new ProcessSourceOptions(), () => new ScriptedConnector(ConnectorOutcome.Subscribed, "", script));

    private static ProcessNotification Message(
        ProcessEventKind kind, uint sequence, ulong timestampNs, int processId, int parentProcessId) =>
        new(kind, 0, sequence, timestampNs, processId, processId, parentProcessId, 0);

    private static async Task<string> MarkAsync()
    {
        await SkipWithoutConnectorAsync();
        return "mark-" + Guid.CreateVersion7().ToString("N");
    }

    private static Task SkipWithoutConnectorAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("the process connector is a part of Linux");
        }

        using var connector = new NetlinkProcessConnector(65_536);
        if (connector.Open(out var reason) != ConnectorOutcome.Subscribed)
        {
            Assert.Skip(reason);
        }

        return Task.CompletedTask;
    }

    private static async Task<RunningSource> StartAsync(LinuxSourceContext context)
    {
        var before = context.Committed.GetValueOrDefault("state");
        var running = new RunningSource(new ProcessSource(new ProcessSourceOptions()), context);
        await context.UntilAsync(c => !ReferenceEquals(c.Committed.GetValueOrDefault("state"), before));
        return running;
    }

    private static async Task<T> WithSourceAsync<T>(LinuxSourceContext context, Func<Task<T>> action)
    {
        await using (await StartAsync(context))
        {
            return await action();
        }
    }

    private static bool Marked(SeenEvent seen, string mark) =>
        seen["CommandLine"]?.Contains(mark, StringComparison.Ordinal) == true
        && seen["CommandLine"]?.Contains("for i in", StringComparison.Ordinal) == false
        && seen["CommandLine"]?.Contains("; ", StringComparison.Ordinal) == false;

    private static bool Ends(SeenEvent seen, string mark) =>
        seen["CommandLine"]?.EndsWith(mark, StringComparison.Ordinal) == true;

    private static bool Is(SeenEvent seen, System.Diagnostics.Process process) =>
        string.Equals(
            seen["ProcessId"], process.Id.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static bool IsChild(SeenEvent seen, string? parent) =>
        string.Equals(seen["ParentProcessId"], parent, StringComparison.Ordinal);
}
