using Microsoft.Playwright;
using SecWatch.Server.Tests.Running;

namespace SecWatch.Browser.Tests;

public sealed class ConsoleTests(OpenBrowser open) : IClassFixture<OpenBrowser>
{
    private static readonly string[] Pages =
    [
        "/alerts", "/alerts?state=all", $"/alerts/{SeededState.CriticalAlert}", "/devices",
        $"/devices/{SeededState.Accounting}", "/gaps", "/events", "/events?text=nothing-has-this",
    ];

    [Theory]
    [InlineData("ja", 1440, ColorScheme.Light)]
    [InlineData("en", 1440, ColorScheme.Light)]
    [InlineData("ja", 390, ColorScheme.Light)]
    [InlineData("en", 390, ColorScheme.Light)]
    [InlineData("ja", 1440, ColorScheme.Dark)]
    public async Task Every_page_fits_its_width_and_the_browser_complains_of_nothing(
        string language, int width, ColorScheme scheme)
    {
        var page = await open.NewPageAsync(language, width, scheme);
        await page.GotoAsync("/sign-in");
        var suffix = $"{language}-{width}-{(scheme == ColorScheme.Dark ? "dark" : "light")}";
        await OpenBrowser.ScreenshotAsync(page, $"sign-in-{suffix}");
        page = await open.SignedInAsync(language, width, scheme);
        foreach (var path in Pages)
        {
            await page.GotoAsync(path);
            var overhang = await page.EvaluateAsync<int>(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(overhang <= 0, $"{path} is {overhang} px too wide at {width}");
            Assert.Equal(language, await page.Locator("html").GetAttributeAsync("lang"));
            Assert.Equal(1, await page.Locator("h1, .empty .title").First.CountAsync());
            var name = path.Split('?')[0].Trim('/').Split('/') is [var one] ? one : path.Split('/')[1].TrimEnd('s');
            await OpenBrowser.ScreenshotAsync(page, $"{name}{(path.Contains('?') ? "-filtered" : "")}-{suffix}");
        }

        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task An_operator_acknowledges_and_closes_an_alert_with_the_buttons()
    {
        var page = await open.SignedInAsync("en", 1440);

        var row = page.Locator("tr", new PageLocatorOptions { HasText = "Program started from a temporary folder" });
        await row.GetByRole(AriaRole.Button, new() { Name = "Acknowledge" }).ClickAsync();
        await Assertions.Expect(row.Locator(".badge.state")).ToHaveTextAsync("Acknowledged");
        await Assertions.Expect(row).ToContainTextAsync(RunningServer.Operator);

        await row.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Assertions.Expect(row).ToHaveCountAsync(0);
        await page.GotoAsync("/alerts?state=closed");
        await Assertions.Expect(row.Locator(".badge.state")).ToHaveTextAsync("Closed");
    }

    [Fact]
    public async Task The_language_is_switched_in_place_and_stays()
    {
        var page = await open.SignedInAsync("ja", 1440);
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("アラート");

        await page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Alerts");
        await page.GotoAsync("/devices");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Devices");
    }

    [Fact]
    public async Task Markup_in_host_names_and_events_is_shown_as_text()
    {
        var page = await open.SignedInAsync("en", 1440);

        await page.GotoAsync("/devices");
        await Assertions.Expect(page.GetByText(SeededState.Markup)).ToBeVisibleAsync();
        await page.GotoAsync("/events?text=alert(");
        await Assertions.Expect(page.Locator(".events .clip").First).ToHaveTextAsync($"started: {SeededState.Markup}");
        await page.GotoAsync($"/alerts/{SeededState.CriticalAlert}");
        Assert.Equal(0, await page.Locator("main img").CountAsync());
        Assert.Empty(open.Complaints);
    }

    [Fact]
    public async Task The_keyboard_reaches_the_content_first_and_shows_where_it_is()
    {
        var page = await open.SignedInAsync("en", 1440);
        await page.GotoAsync("/alerts");

        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator(".skip")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        var outline = await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle");
        Assert.Equal("solid", outline);
    }
}
