using System.Diagnostics;
using System.Net;
using SecWatch.Server.Tests.Running;

namespace SecWatch.Server.Tests.Metrics;

public sealed class MetricsTests : IAsyncLifetime
{
    private RunningServer server = null!;
    private System.Net.Http.HttpClient client = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync(Stop);
        client = server.Anonymous();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Promtool_finds_nothing_wrong_with_the_metrics()
    {
        var text = await client.GetStringAsync("/metrics", Stop);
        Assert.Contains("secwatch_alerts_open{state=\"new\"} 3", text, StringComparison.Ordinal);
        Assert.Contains("secwatch_devices_enrolled{state=\"silent\"} 1", text, StringComparison.Ordinal);
        Assert.Contains("secwatch_ingest_streams 0", text, StringComparison.Ordinal);
        Assert.SkipUnless(File.Exists("/usr/bin/promtool"), "promtool is not installed (Debian package prometheus)");

        var start = new ProcessStartInfo("/usr/bin/promtool", ["check", "metrics"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var promtool = Process.Start(start)!;
        await promtool.StandardInput.WriteAsync(text);
        promtool.StandardInput.Close();
        var findings = await promtool.StandardError.ReadToEndAsync(Stop)
            + await promtool.StandardOutput.ReadToEndAsync(Stop);
        await promtool.WaitForExitAsync(Stop);
        Assert.Equal("", findings);
        Assert.Equal(0, promtool.ExitCode);
    }

    [Fact]
    public async Task Life_and_readiness_answer_without_signing_in()
    {
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/healthz", Stop)).StatusCode);
        using var ready = await client.GetAsync("/readyz", Stop);

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Contains("\"detection\"", await ready.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_is_not_ready_and_says_so()
    {
        var folder = Path.Combine(server.DataFolder, "events");
        Directory.Delete(folder, recursive: true);
        await File.WriteAllTextAsync(folder, "", Stop);

        using var ready = await client.GetAsync("/readyz", Stop);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        var text = await ready.Content.ReadAsStringAsync(Stop);
        Assert.Contains("\"name\":\"event-store\",\"ready\":false", text, StringComparison.Ordinal);
    }
}
