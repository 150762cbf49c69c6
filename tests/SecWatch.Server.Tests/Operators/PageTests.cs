using SecWatch.Server.Api.Contracts;
using SecWatch.Server.Operators.Text;
using SecWatch.Server.Tests.Running;

namespace SecWatch.Server.Tests.Operators;

public sealed class PageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pages_carry_a_strict_policy_and_send_strangers_to_the_sign_in()
    {
        await using var server = await RunningServer.StartAsync(Stop);
        using var client = server.Anonymous();

        using var alerts = await client.GetAsync("/alerts", Stop);
        Assert.Equal(System.Net.HttpStatusCode.Redirect, alerts.StatusCode);
        Assert.Contains("/sign-in?next=%2Falerts", alerts.Headers.Location?.ToString(), StringComparison.Ordinal);
        using var signIn = await client.GetAsync("/sign-in", Stop);
        var policy = Assert.Single(signIn.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "ja")]
    [InlineData("de-DE,de;q=0.9", "ja")]
    [InlineData("en-GB,en;q=0.9,ja;q=0.5", "en")]
    [InlineData("en;q=0.3,ja;q=0.8", "ja")]
    public async Task The_language_follows_the_browser_and_is_japanese_otherwise(string accepted, string expected)
    {
        await using var server = await RunningServer.StartAsync(Stop);
        using var client = server.Anonymous();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Language", accepted);

        Assert.Contains(
            $"<html lang=\"{expected}\"", await client.GetStringAsync("/sign-in", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public void A_huge_value_is_cut_and_says_how_much_is_missing()
    {
        var shown = Words.Value(EnglishText.Text, new string('x', 1_000_000));

        Assert.Equal(new string('x', 2000) + "… (998,000 more characters)", shown);
        Assert.Equal("short", Words.Value(EnglishText.Text, "short"));
    }

    [Fact]
    public void A_summary_tells_the_command_line_before_other_fields()
    {
        FieldResponse[] fields = [new("Image", "/bin/sh"), new("CommandLine", "sh -c id")];

        Assert.Equal("sh -c id", EventSummary.Of(fields));
        Assert.Equal("A=1  B=2", EventSummary.Of([new("A", "1"), new("B", "2")]));
    }

    [Fact]
    public void Times_are_shown_and_read_as_clocks_in_japan_show_them()
    {
        Assert.Equal("2026-04-01 09:30:00", JapanTime.Text(SeededState.Now));
        Assert.True(JapanTime.TryParse("2026-04-01T09:30", out var time));
        Assert.Equal(SeededState.Now, time);
        Assert.False(JapanTime.TryParse("tomorrow", out _));
    }
}
