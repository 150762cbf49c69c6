using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using SecWatch.Server.Identity;
using SecWatch.Server.Tests.Running;

namespace SecWatch.Server.Tests.Identity;

public sealed partial class SignInTests : IAsyncLifetime
{
    private RunningServer server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await RunningServer.StartAsync(Stop);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task The_right_password_opens_a_session_that_scripts_and_other_sites_cannot_use()
    {
        using var client = server.Anonymous();
        using var response = await SignInAsync(client, RunningServer.Password, "/devices");

        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal("/devices", response.Headers.Location?.ToString());
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"), c =>
            c.StartsWith("secwatch-session", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/alerts", Stop)).StatusCode);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(server.DataFolder, "keys")));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task After_signing_in_nobody_is_sent_to_another_site(string next)
    {
        using var client = server.Anonymous();
        using var response = await SignInAsync(client, RunningServer.Password, next);

        Assert.Equal("/alerts", response.Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_the_sixth_try_waits_even_with_the_right_one()
    {
        using var client = server.Anonymous();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            using var wrong = await SignInAsync(client, "wrong-password-here", "/");
            Assert.Contains("error=wrong", wrong.Headers.Location?.ToString(), StringComparison.Ordinal);
        }

        using var locked = await SignInAsync(client, RunningServer.Password, "/");
        Assert.Contains("error=wait", locked.Headers.Location?.ToString(), StringComparison.Ordinal);
        server.Time.Advance(TimeSpan.FromMinutes(16));
        using var later = await SignInAsync(client, RunningServer.Password, "/");
        Assert.Equal("/", later.Headers.Location?.ToString());
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/sign-out")]
    [InlineData("/alerts/00000015-0000-7000-8000-000000000001/close")]
    public async Task A_form_without_its_antiforgery_token_changes_nothing(string path)
    {
        using var client = server.Anonymous();
        using var signIn = await SignInAsync(client, RunningServer.Password, "/");
        using var form = new System.Net.Http.FormUrlEncodedContent([KeyValuePair.Create("next", "/alerts")]);
        using var response = await client.PostAsync(path, form, Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        await using var state = server.State();
        Assert.Equal(Server.Alerts.AlertState.New, state.Alerts.Single(a => a.Id == SeededState.CriticalAlert).State);
    }

    [Fact]
    public async Task A_new_password_ends_the_sessions_of_the_old_one()
    {
        using var client = server.Anonymous();
        using var signIn = await SignInAsync(client, RunningServer.Password, "/");
        var accounts = server.Services.GetRequiredService<OperatorAccounts>();
        Assert.Equal(AccountOutcome.Done, await accounts.ResetAsync(RunningServer.Operator, "another-password", Stop));

        using var response = await client.GetAsync("/alerts", Stop);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
    }

    [Theory]
    [InlineData("Bearer swt_unknown")]
    [InlineData("Bearer x")]
    [InlineData("Basic aGFuYWtvOng=")]
    [InlineData("")]
    public async Task The_api_refuses_whoever_it_does_not_know(string header)
    {
        using var client = server.Anonymous();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        using var response = await client.GetAsync("/api/v1/alerts", Stop);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_session_reads_the_api_and_changes_nothing_over_it()
    {
        using var client = server.Anonymous();
        using var signIn = await SignInAsync(client, RunningServer.Password, "/");

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/alerts", Stop)).StatusCode);
        using var change = await client.PostAsync($"/api/v1/alerts/{SeededState.CriticalAlert}/close", null, Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, change.StatusCode);
    }

    [Fact]
    public async Task Names_and_passwords_that_do_not_fit_are_refused()
    {
        var accounts = server.Services.GetRequiredService<OperatorAccounts>();

        Assert.Equal(AccountOutcome.NameTaken, await accounts.CreateAsync(" HANAKO ", "long-enough-here", Stop));
        Assert.Equal(AccountOutcome.NameRefused, await accounts.CreateAsync("a b", "long-enough-here", Stop));
        Assert.Equal(AccountOutcome.PasswordRefused, await accounts.CreateAsync("taro", "short", Stop));
        Assert.Equal(AccountOutcome.NotFound, await accounts.ResetAsync("nobody", "long-enough-here", Stop));
    }

    [Fact]
    public async Task A_revoked_token_is_refused()
    {
        await using var state = server.State();
        state.ApiTokens.Single().RevokedAt = SeededState.Now;
        await state.SaveChangesAsync(Stop);
        using var client = server.WithToken();

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/tenants", Stop)).StatusCode);
    }

    [GeneratedRegex("name=\"form-check\" value=\"([^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex FormCheck();

    private static async Task<System.Net.Http.HttpResponseMessage> SignInAsync(
        System.Net.Http.HttpClient client, string password, string next)
    {
        var page = await client.GetStringAsync("/sign-in", Stop);
        using var form = new System.Net.Http.FormUrlEncodedContent(
        [
            KeyValuePair.Create("form-check", FormCheck().Match(page).Groups[1].Value),
            KeyValuePair.Create("name", RunningServer.Operator),
            KeyValuePair.Create("password", password),
            KeyValuePair.Create("next", next),
        ]);
        return await client.PostAsync("/sign-in", form, Stop);
    }
}
