using SecWatch.Protos.AgentEvents;

namespace SecWatch.Protos.Tests.AgentEvents;

public sealed class GapRecordTests
{
    private static readonly GapRecord Sample = new(
        "log:auth", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(9)).AddTicks(7),
        new DateTimeOffset(2026, 1, 2, 4, 0, 0, TimeSpan.Zero),
        42, GapCount.AtMost, GapReason.LogTruncated, 7, long.MaxValue, "/var/log/auth.log was cut");

    [Fact]
    public void A_gap_comes_back_as_it_was_written()
    {
        Assert.Equal(Sample, Read(Values(Sample)));
    }

    [Fact]
    public void Every_reason_and_count_comes_back()
    {
        foreach (var reason in Enum.GetValues<GapReason>())
        {
            foreach (var count in Enum.GetValues<GapCount>())
            {
                var gap = Sample with { Reason = reason, CountKind = count };
                Assert.Equal(gap, Read(Values(gap)));
            }
        }
    }

    [Theory]
    [InlineData("SunSpots")]
    [InlineData("99")]
    [InlineData(null)]
    public void A_reason_or_kind_of_a_newer_agent_is_unknown(string? name)
    {
        var values = Values(Sample);
        values["GapReason"] = name;
        values["GapCountKind"] = name;

        Assert.Equal(GapReason.Unknown, Read(values).Reason);
        Assert.Equal(GapCount.Unknown, Read(values).CountKind);
    }

    [Theory]
    [InlineData("GapFrom", null, "GapFrom is not a time")]
    [InlineData("GapFrom", "yesterday", "GapFrom is not a time")]
    [InlineData("GapTo", "", "GapTo is not a time")]
    [InlineData("GapCount", "-1", "GapCount, GapFirstRecordId or GapLastRecordId is not a number")]
    [InlineData("GapFirstRecordId", null, "GapCount, GapFirstRecordId or GapLastRecordId is not a number")]
    [InlineData("GapLastRecordId", "1e3", "GapCount, GapFirstRecordId or GapLastRecordId is not a number")]
    public void A_gap_that_cannot_be_read_is_refused_by_name(string field, string? value, string expected)
    {
        var values = Values(Sample);
        values[field] = value;

        Assert.False(GapRecord.TryRead(name => values[name], out _, out var error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void The_shape_has_a_field_for_each_value()
    {
        var shape = GapRecord.Shape("log:auth", "pc");

        Assert.Equal(Sample.ToValues().Length, shape.Fields.Length);
        Assert.Equal(AgentEvent.Gap, shape.EventId);
        Assert.Equal(AgentEvent.Provider, shape.Provider);
    }

    private static Dictionary<string, string?> Values(GapRecord gap)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        var texts = gap.ToValues();
        for (var i = 0; i < texts.Length; i++)
        {
            values[GapRecord.Fields[i]] = texts[i];
        }

        return values;
    }

    private static GapRecord Read(Dictionary<string, string?> values)
    {
        Assert.True(GapRecord.TryRead(name => values[name], out var gap, out var error), error);
        return gap;
    }
}
