using Microsoft.Playwright;
using SecWatch.Server.Tests.Running;

namespace SecWatch.Browser.Tests;

/// <summary>A browser on a running server, which notes everything that the browser complains about.</summary>
public sealed class OpenBrowser : IAsyncLifetime
{
    private readonly List<string> complaints = [];
    private IPlaywright? playwright;
    private IBrowser? browser;

    internal RunningServer Server { get; private set; } = null!;

    /// <summary>Console errors, failed scripts, and requests that the content security policy refused.</summary>
    internal IReadOnlyList<string> Complaints => complaints;

    public async ValueTask InitializeAsync()
    {
        Server = await RunningServer.StartAsync(TestContext.Current.CancellationToken);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("SECWATCH_CHROMIUM") ?? "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--no-first-run",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>A page in its own session.</summary>
    internal async Task<IPage> NewPageAsync(string language, int width, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Server.Address.ToString(),
            Locale = language is "ja" ? "ja-JP" : "en-GB",
            ColorScheme = scheme,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
        });
        var page = await context.NewPageAsync();

        // The machine may be busy with other things: a slow answer is no failure.
        page.SetDefaultTimeout(120_000);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => complaints.Add(error);
        page.Dialog += (_, dialog) => complaints.Add("A script of the data ran: " + dialog.Message);
        return page;
    }

    internal async Task<IPage> SignedInAsync(string language, int width, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await NewPageAsync(language, width, scheme);
        await page.GotoAsync("/alerts");
        await page.Locator("input[name=name]").FillAsync(RunningServer.Operator);
        await page.Locator("input[name=password]").FillAsync(RunningServer.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/alerts");
        return page;
    }

    internal static async Task ScreenshotAsync(IPage page, string name)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "screenshots");
        await page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = Path.GetFullPath(Path.Combine(folder, name + ".png")),
            FullPage = true,
        });
    }
}
