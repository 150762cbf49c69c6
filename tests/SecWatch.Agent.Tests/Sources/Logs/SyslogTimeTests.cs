using System.Globalization;
using System.Text;
using SecWatch.Agent.Sources.Logs;

namespace SecWatch.Agent.Tests.Sources.Logs;

public sealed class SyslogTimeTests
{
    [Theory]
    [InlineData("2026-12-31T23:59:00", "Dec 31 23:58:59", "2026-12-31T23:58:59")]
    [InlineData("2027-01-01T00:00:05", "Dec 31 23:59:59", "2026-12-31T23:59:59")]
    [InlineData("2027-01-01T00:00:05", "Jan  1 00:00:04", "2027-01-01T00:00:04")]
    [InlineData("2026-12-31T23:59:00", "Jan  1 00:00:04", "2027-01-01T00:00:04")]
    [InlineData("2026-12-30T10:00:00", "Jan  1 00:00:04", "2026-01-01T00:00:04")]
    [InlineData("2026-11-22T10:00:00", "Nov 23 09:59:59", "2026-11-23T09:59:59")]
    [InlineData("2026-11-22T10:00:00", "Nov 23 10:00:59", "2026-11-23T10:00:59")]
    [InlineData("2026-11-22T10:00:00", "Nov 24 10:00:00", "2025-11-24T10:00:00")]
    [InlineData("2028-03-01T10:00:00", "Feb 29 10:00:00", "2028-02-29T10:00:00")]
    [InlineData("2027-03-01T10:00:00", "Feb 29 10:00:00", "2024-02-29T10:00:00")]
    [InlineData("2026-02-28T10:00:00", "Mar  2 10:00:00", "2025-03-02T10:00:00")]
    public void The_year_is_the_latest_that_is_not_more_than_a_day_ahead(string now, string text, string expected)
    {
        var culture = CultureInfo.InvariantCulture;
        var time = new SyslogTime(TimeZoneInfo.Utc);
        time.SetNow(DateTimeOffset.Parse(now, culture, DateTimeStyles.AssumeUniversal));

        Assert.True(time.TryReadTraditional(Encoding.ASCII.GetBytes(text), out var ticks, out _));

        Assert.Equal(DateTime.Parse(expected, culture), new DateTime(ticks));
    }

    [Fact]
    public void The_quick_way_forgets_the_year_when_the_day_changes()
    {
        var time = new SyslogTime(TimeZoneInfo.Utc);
        var text = "Jan  5 10:00:00"u8;
        time.SetNow(new DateTimeOffset(2026, 1, 3, 10, 0, 0, TimeSpan.Zero));
        Assert.True(time.TryReadTraditional(text, out var before, out _));

        time.SetNow(new DateTimeOffset(2026, 1, 4, 10, 0, 1, TimeSpan.Zero));
        Assert.True(time.TryReadTraditional(text, out var after, out _));

        Assert.Equal(2025, new DateTime(before).Year);
        Assert.Equal(2026, new DateTime(after).Year);
    }

    [Fact]
    public void A_local_time_that_summer_time_leaves_out_is_taken_all_the_same()
    {
        var start = TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 29);
        var end = TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 25);
        var rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1), start, end);
        var zone = TimeZoneInfo.CreateCustomTimeZone("X", TimeSpan.FromHours(1), "X", "X", "Y", [rule]);
        var time = new SyslogTime(zone);
        time.SetNow(new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero));

        Assert.True(time.TryReadTraditional("Mar 29 02:30:00"u8, out var skipped, out _));
        Assert.True(time.TryReadTraditional("Jul  1 12:00:00"u8, out var summer, out _));

        Assert.Equal(new DateTime(2026, 3, 29, 1, 30, 0), new DateTime(skipped));
        Assert.Equal(new DateTime(2026, 7, 1, 10, 0, 0), new DateTime(summer));
    }
}
