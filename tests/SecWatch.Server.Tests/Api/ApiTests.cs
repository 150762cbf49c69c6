using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SecWatch.Server.Tests.Running;

namespace SecWatch.Server.Tests.Api;

public sealed class ApiTests : IAsyncLifetime
{
    private RunningServer server = null!;
    private System.Net.Http.HttpClient client = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync(Stop);
        client = server.WithToken();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Each_path_of_the_document_answers_with_a_status_that_it_names()
    {
        var document = await client.GetFromJsonAsync<JsonElement>("/api/v1/openapi.json", Stop);
        var walked = 0;
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var address = path.Name
                    .Replace("{reference}", "739706-1-0", StringComparison.Ordinal)
                    .Replace("{id}", Target(path.Name).ToString(), StringComparison.Ordinal);
                using var request = new System.Net.Http.HttpRequestMessage(
                    System.Net.Http.HttpMethod.Parse(operation.Name), address);
                if (address is "/api/v1/enrollment-tokens")
                {
                    request.Content = JsonContent.Create(
                        new { tenantId = SeededState.Aoba.Value, usesMax = 1, validHours = 1 });
                }

                using var response = await client.SendAsync(request, Stop);
                var status = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
                Assert.True(
                    operation.Value.GetProperty("responses").TryGetProperty(status, out _),
                    $"{operation.Name} {address} answered {status}");
                Assert.True(
                    response.IsSuccessStatusCode || operation.Name is "delete",
                    $"{operation.Name} {address}: {status}");
                walked++;
            }
        }

        Assert.Equal(14, walked);
    }

    [Theory]
    [InlineData("/api/v1/alerts?state=open_", "state")]
    [InlineData("/api/v1/alerts?level=terrible", "level")]
    [InlineData("/api/v1/alerts?tenant=aoba", "tenant")]
    [InlineData("/api/v1/alerts?before=yesterday", "before")]
    [InlineData("/api/v1/alerts?limit=0", "limit")]
    [InlineData("/api/v1/alerts?limit=501", "limit")]
    [InlineData("/api/v1/alerts?limit=99999999999999999999", "limit")]
    [InlineData("/api/v1/alerts?stat=new", "stat")]
    [InlineData("/api/v1/events?lane=fast", "lane")]
    [InlineData("/api/v1/events?from=2026-04-01", "from")]
    [InlineData("/api/v1/events?to=2026-04-01T09:00:00", "to")]
    [InlineData("/api/v1/events?before=1-2", "before")]
    [InlineData("/api/v1/events?device=1", "device")]
    [InlineData("/api/v1/events/1-2", "reference")]
    [InlineData("/api/v1/gaps?device=x", "device")]
    public async Task A_wrong_parameter_is_refused_by_its_name(string address, string parameter)
    {
        using var response = await client.GetAsync(address, Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Stop);
        Assert.Equal(parameter, problem.GetProperty("parameter").GetString());
    }

    [Theory]
    [InlineData("/api/v1/alerts/00000000-0000-0000-0000-000000000000")]
    [InlineData("/api/v1/devices/00000000-0000-0000-0000-000000000000")]
    [InlineData("/api/v1/events/1-2-3")]
    [InlineData("/api/v1/nothing")]
    public async Task What_does_not_exist_is_a_problem_with_404(string address)
    {
        using var response = await client.GetAsync(address, Stop);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Alerts_are_filtered_and_paged_without_repeating_or_missing_one()
    {
        var seen = new List<string>();
        string? before = null;
        do
        {
            var page = await client.GetFromJsonAsync<JsonElement>(
                "/api/v1/alerts?limit=2" + (before is null ? "" : "&before=" + before), Stop);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(a => a.GetProperty("id").GetString()!));
            before = page.GetProperty("next").GetString();
        }
        while (before is not null);

        Assert.Equal(5, seen.Count);
        Assert.Equal(5, seen.Distinct().Count());
        var open = await client.GetFromJsonAsync<JsonElement>("/api/v1/alerts?state=open&level=critical", Stop);
        Assert.Equal(SeededState.CriticalAlert, open.GetProperty("items")[0].GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task Events_are_paged_to_the_end_and_filtered_by_text_tenant_and_time()
    {
        var seen = new HashSet<string>();
        string? before = null;
        do
        {
            var page = await client.GetFromJsonAsync<JsonElement>(
                "/api/v1/events?limit=50" + (before is null ? "" : "&before=" + before), Stop);
            Assert.All(
                page.GetProperty("items").EnumerateArray(),
                e => Assert.True(seen.Add(e.GetProperty("reference").GetString()!)));
            before = page.GetProperty("next").GetString();
        }
        while (before is not null);

        Assert.Equal(121, seen.Count);
        Assert.Equal(1, await CountAsync($"/api/v1/events?tenant={SeededState.Midori}"));
        Assert.Equal(0, await CountAsync($"/api/v1/events?tenant={SeededState.Aoba}&text=clinic"));
        Assert.Equal(20, await CountAsync("/api/v1/events?text=SHADOW"));
        Assert.Equal(10, await CountAsync("/api/v1/events?from=2026-04-01T07:30:00%2B09:00&to=2026-03-31T22:40:00Z"));
    }

    [Fact]
    public async Task Devices_show_sources_with_state_and_reason_from_the_heartbeat()
    {
        var device = await client.GetFromJsonAsync<JsonElement>($"/api/v1/devices/{SeededState.Accounting}", Stop);

        Assert.Equal("connected", device.GetProperty("state").GetString());
        var source = device.GetProperty("sources")[0];
        Assert.Equal("denied", source.GetProperty("state").GetString());
        Assert.Contains("CAP_NET_ADMIN", source.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, device.GetProperty("gapCount").GetInt32());
    }

    [Fact]
    public async Task Acknowledging_twice_is_no_error_and_a_closed_alert_does_not_go_back()
    {
        var address = $"/api/v1/alerts/{SeededState.CriticalAlert}";
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(address + "/acknowledge"));
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(address + "/acknowledge"));
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync(address + "/close"));
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync(address + "/acknowledge"));

        var alert = (await client.GetFromJsonAsync<JsonElement>(address, Stop)).GetProperty("alert");
        Assert.Equal("closed", alert.GetProperty("state").GetString());
        Assert.Equal("token:test", alert.GetProperty("changedBy").GetString());
    }

    [Fact]
    public async Task An_enrolment_token_is_shown_once_and_only_its_hash_is_stored()
    {
        using var created = await client.PostAsJsonAsync(
            "/api/v1/enrollment-tokens", new { tenantId = SeededState.Aoba.Value, usesMax = 3, validHours = 2 }, Stop);
        var token = await created.Content.ReadFromJsonAsync<JsonElement>(Stop);

        await using var state = server.State();
        var stored = Assert.Single(state.EnrollmentTokens);
        Assert.DoesNotContain(stored.SecretHash, token.GetProperty("token").GetString(), StringComparison.Ordinal);
        Assert.Equal(SeededState.Now.AddHours(2), stored.ExpiresAt);
        using var refused = await client.PostAsJsonAsync(
            "/api/v1/enrollment-tokens", new { tenantId = Guid.Empty, usesMax = 3, validHours = 2 }, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Rules_name_what_is_broken_by_file_and_line()
    {
        var rules = await client.GetFromJsonAsync<JsonElement>("/api/v1/rules", Stop);

        Assert.Contains(
            rules.GetProperty("loaded").EnumerateArray(),
            rule => rule.GetProperty("japanese").GetProperty("advice").GetString()!.Length > 0);
        var broken = Assert.Single(rules.GetProperty("broken").EnumerateArray());
        Assert.EndsWith("broken.yml", broken.GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.True(broken.GetProperty("line").GetInt32() >= 1);
    }

    private static Guid Target(string path) => path.Contains("devices", StringComparison.Ordinal)
        ? SeededState.Accounting.Value
        : SeededState.CriticalAlert;

    private async Task<int> CountAsync(string address) =>
        (await client.GetFromJsonAsync<JsonElement>(address, Stop)).GetProperty("items").GetArrayLength();

    private async Task<HttpStatusCode> PostAsync(string address)
    {
        using var response = await client.PostAsync(address, content: null, Stop);
        return response.StatusCode;
    }
}
