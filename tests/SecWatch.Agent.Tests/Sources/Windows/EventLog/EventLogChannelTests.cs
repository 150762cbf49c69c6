using SecWatch.Agent.Sources.Windows.EventLog;
using SecWatch.Protos.AgentEvents;

namespace SecWatch.Agent.Tests.Sources.Windows.EventLog;

/// <summary>One channel: each event once, and a gap for exactly what is missing.</summary>
public sealed class EventLogChannelTests
{
    private readonly FakeEventLog log = new();
    private readonly WindowsSourceContext context = new() { SourceId = "eventlog" };
    private readonly WindowsEventLogOptions options = new() { EventsPerTurn = 10 };

    [Fact]
    public void A_channel_is_read_from_its_oldest_event_and_then_followed()
    {
        var security = log.Add("Security").Write(25);
        using var channel = Open();

        Drain(channel);
        security.Write(3);
        Drain(channel);

        Assert.Equal(Range(1, 28), Ids());
        Assert.Equal("eventlog:Security", context.Rows[0].Shape.Source);
        Assert.Equal(Protos.V1.Lane.Security, context.Rows[0].Lane);
        Assert.Equal("5", context.Rows[4]["Number"]);
        Assert.Empty(context.Gaps);
    }

    [Fact]
    public void A_channel_can_be_read_from_now_on_only()
    {
        options.ReadExisting = false;
        var security = log.Add("Security").Write(25);
        using var channel = Open();

        security.Write(2);
        Drain(channel);

        Assert.Equal([26L, 27L], Ids());
        Assert.Empty(context.Gaps);
    }

    [Fact]
    public void After_a_restart_reading_goes_on_behind_the_bookmark()
    {
        var security = log.Add("Security").Write(7);
        using (var channel = Open())
        {
            Drain(channel);
        }

        security.Write(5);
        context.Restart();
        using var again = Open();
        Drain(again);

        Assert.Equal(Range(1, 12), Ids());
        Assert.Equal("bookmark 7", log.Subscriptions[^1].Start.Bookmark);
    }

    [Fact]
    public void Records_that_Windows_dropped_while_the_agent_was_away_are_a_gap_of_exactly_those()
    {
        var security = log.Add("Security").Write(10);
        using (var channel = Open())
        {
            Drain(channel);
        }

        security.Write(20).RollOver(24);
        context.Restart();
        using var again = Open();
        Drain(again);

        Assert.Equal([.. Range(1, 10), .. Range(25, 30)], Ids());
        var gap = Assert.Single(context.Gaps).Gap();
        Assert.Equal((11, 24, 14), (gap.FirstRecordId, gap.LastRecordId, gap.Count));
        Assert.Equal((GapReason.RecordsMissing, GapCount.Exact), (gap.Reason, gap.CountKind));
        Assert.Equal("eventlog:Security", gap.Source);
        Assert.Equal(14, context.Dropped);
    }

    [Fact]
    public void A_bookmark_that_is_refused_is_replaced_by_the_record_number()
    {
        var security = log.Add("Security").Write(10);
        using (var channel = Open())
        {
            Drain(channel);
        }

        security.Write(2).RefusesBookmarks = true;
        context.Restart();
        using var again = Open();
        Drain(again);

        Assert.Equal(Range(1, 12), Ids());
        Assert.Equal(new EventLogStart(null, 10), log.Subscriptions[^1].Start);
        Assert.Empty(context.Gaps);
    }

    [Fact]
    public void A_stale_subscription_is_made_anew_at_once_without_loss_or_repetition()
    {
        var security = log.Add("Security").Write(10);
        using var channel = Open();
        Drain(channel);

        security.NextFailure = EventLogStatus.Stale;
        security.Write(10);
        Drain(channel);
        Assert.False(channel.IsOpen);
        channel.OpenIfDue(context.Clock.GetUtcNow(), () => { });
        Drain(channel);

        Assert.Equal(Range(1, 20), Ids());
        Assert.Empty(context.Gaps);
    }

    [Fact]
    public void A_subscription_that_is_stale_again_and_again_waits_before_the_next_try()
    {
        var security = log.Add("Security").Write(1);
        using var channel = Open();
        Drain(channel);
        for (var i = 0; i < 2; i++)
        {
            security.NextFailure = EventLogStatus.Stale;
            Drain(channel);
            channel.OpenIfDue(context.Clock.GetUtcNow(), () => { });
        }

        Assert.False(channel.IsOpen);
        context.Clock.Advance(TimeSpan.FromSeconds(options.RetrySeconds));
        channel.OpenIfDue(context.Clock.GetUtcNow(), () => { });
        Assert.True(channel.IsOpen);
    }

    [Fact]
    public void A_stale_subscription_whose_records_are_gone_meanwhile_is_a_gap()
    {
        var security = log.Add("Security").Write(10);
        using var channel = Open();
        Drain(channel);

        security.NextFailure = EventLogStatus.Stale;
        security.Write(10).RollOver(15);
        Drain(channel);
        channel.OpenIfDue(context.Clock.GetUtcNow(), () => { });
        Drain(channel);

        var gap = Assert.Single(context.Gaps).Gap();
        Assert.Equal((11, 15), (gap.FirstRecordId, gap.LastRecordId));
        Assert.Equal([.. Range(1, 10), .. Range(16, 20)], Ids());
    }

    [Fact]
    public void A_log_that_was_cleared_and_counts_from_one_again_is_a_gap_of_unknown_size()
    {
        var security = log.Add("Security").Write(10);
        using (var channel = Open())
        {
            Drain(channel);
        }

        security.Clear(restartNumbers: true);
        security.Write(4);
        context.Restart();
        using var again = Open();
        Drain(again);

        Assert.Equal([.. Range(1, 10), .. Range(1, 4)], Ids());
        var gap = Assert.Single(context.Gaps).Gap();
        Assert.Equal((GapReason.LogCleared, GapCount.Unknown), (gap.Reason, gap.CountKind));
    }

    [Fact]
    public void A_log_that_is_cleared_while_it_is_followed_goes_on()
    {
        var security = log.Add("Security").Write(10);
        using var channel = Open();
        Drain(channel);

        security.Clear(restartNumbers: true);
        security.Write(3);
        Drain(channel);
        Silence(channel, 2);
        channel.OpenIfDue(context.Clock.GetUtcNow(), () => { });
        Drain(channel);

        Assert.Equal([.. Range(1, 10), .. Range(1, 3)], Ids());
        Assert.Equal(GapReason.LogCleared, Assert.Single(context.Gaps).Gap().Reason);
    }

    [Fact]
    public void Records_that_were_cleared_before_they_were_read_are_a_gap_that_says_so()
    {
        var security = log.Add("Security").Write(10);
        using var channel = Open();
        Drain(channel);

        security.Write(5).Clear(restartNumbers: false);
        security.Write(1, eventId: 1102, provider: "Microsoft-Windows-Eventlog");
        Drain(channel);

        Assert.Equal([.. Range(1, 10), 16L], Ids());
        var gap = Assert.Single(context.Gaps).Gap();
        Assert.Equal((GapReason.LogCleared, 11, 15, 5), (gap.Reason, gap.FirstRecordId, gap.LastRecordId, gap.Count));
    }

    [Fact]
    public void A_log_that_is_cleared_after_all_was_read_is_no_gap()
    {
        var security = log.Add("Security").Write(10);
        using var channel = Open();
        Drain(channel);

        security.Clear(restartNumbers: false);
        security.Write(1, eventId: 1102, provider: "Microsoft-Windows-Eventlog");
        Drain(channel);

        Assert.Equal(11, context.Events.Count());
        Assert.Empty(context.Gaps);
    }

    [Fact]
    public void A_channel_that_appears_later_is_found_by_the_next_try()
    {
        using var channel = new EventLogChannel("Security", options, log);
        channel.OpenIfDue(context.Clock.GetUtcNow(), () => { });
        Assert.Equal(EventLogStatus.ChannelNotFound, channel.Trouble);

        log.Add("Security").Write(2);
        channel.OpenIfDue(context.Clock.GetUtcNow(), () => { });
        Assert.False(channel.IsOpen);
        context.Clock.Advance(TimeSpan.FromSeconds(options.RetrySeconds));
        channel.OpenIfDue(context.Clock.GetUtcNow(), () => { });
        Drain(channel);

        Assert.Equal([1L, 2L], Ids());
    }

    [Fact]
    public void A_subscription_that_stays_silent_while_the_log_grows_is_reported_and_made_anew()
    {
        var security = log.Add("Security").Write(5);
        using var channel = Open();
        Drain(channel);
        security.IsSilent = true;
        security.Write(5);

        Silence(channel, 1);
        Assert.Equal(0, channel.SilentSince);
        Silence(channel, 1);
        Assert.Equal(10, channel.SilentSince);
        Assert.False(channel.IsOpen);

        security.IsSilent = false;
        channel.OpenIfDue(context.Clock.GetUtcNow(), () => { });
        Drain(channel);
        Assert.Equal(Range(1, 10), Ids());
        Assert.Equal(0, channel.SilentSince);
        Assert.Empty(context.Gaps);
    }

    [Fact]
    public void An_event_that_cannot_be_read_is_a_gap_in_its_place()
    {
        log.Add("Security").Write(2).WriteRaw("<Event><Sys").WriteRaw("").Write(1);
        using var channel = Open();

        Drain(channel);

        Assert.Equal([1L, 2L, 5L], Ids());
        Assert.Equal(
            [(GapReason.RecordDamaged, 3L), (GapReason.RecordDamaged, 4L)],
            context.Gaps.Select(row => (row.Gap().Reason, row.Gap().FirstRecordId)));
    }

    [Fact]
    public void A_position_is_read_back_and_a_damaged_one_is_refused()
    {
        var position = new EventLogPosition(12, 34, "<Bookmark Channel='セキュリティ'/>");

        Assert.True(EventLogPosition.TryParse(position.ToBytes(), out var parsed));
        Assert.Equal(position, parsed);
        Assert.False(EventLogPosition.TryParse(position.ToBytes().AsSpan(0, 10), out parsed));
        Assert.Equal(EventLogPosition.Start, parsed);
        Assert.False(EventLogPosition.TryParse(new byte[40], out _));
    }

    [Theory]
    [InlineData(0, EventLogStatus.Done)]
    [InlineData(259, EventLogStatus.NoMoreItems)]
    [InlineData(5, EventLogStatus.AccessDenied)]
    [InlineData(unchecked((int)0x80070005), EventLogStatus.AccessDenied)]
    [InlineData(15007, EventLogStatus.ChannelNotFound)]
    [InlineData(15011, EventLogStatus.Stale)]
    [InlineData(unchecked((int)0x80073AA3), EventLogStatus.Stale)]
    [InlineData(4317, EventLogStatus.Stale)]
    [InlineData(1168, EventLogStatus.Stale)]
    [InlineData(1722, EventLogStatus.Unavailable)]
    [InlineData(unchecked((int)0x80004005), EventLogStatus.Unavailable)]
    internal void An_error_code_of_Windows_has_a_meaning(int code, EventLogStatus expected) =>
        Assert.Equal(expected, WevtError.ToStatus(code));

    private static long[] Range(int first, int last) =>
        [.. Enumerable.Range(first, last - first + 1).Select(id => (long)id)];

    private long[] Ids() => [.. context.Events.Select(row => row.RecordId)];

    private EventLogChannel Open()
    {
        var channel = new EventLogChannel("Security", options, log);
        channel.Restore(context.Positions);
        channel.OpenIfDue(context.Clock.GetUtcNow(), () => { });
        Assert.True(channel.IsOpen);
        return channel;
    }

    private void Silence(EventLogChannel channel, int checks)
    {
        for (var i = 0; i < checks; i++)
        {
            Drain(channel);
            channel.CheckSilence(context.Clock.GetUtcNow());
        }
    }

    private void Drain(EventLogChannel channel)
    {
        while (true)
        {
            var block = context.Rent();
            if (!channel.TryRead(block, context))
            {
                return;
            }

            Assert.True(context.PostAsync(block, CancellationToken.None).AsTask().IsCompletedSuccessfully);
        }
    }
}
