using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SecWatch.Server.Events;
using SecWatch.Server.Hosting;
using SecWatch.Server.Identity;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Tests.Running;

/// <summary>
/// A whole server on free loopback ports with seeded state, a clock that stands, and its own data folder.
/// </summary>
public sealed class RunningServer : IAsyncDisposable
{
    internal const string Operator = "hanako";
    internal const string Password = "correct-horse-battery";

    private readonly string folder;
    private readonly WebApplication app;

    private RunningServer(string folder, WebApplication app, FakeTimeProvider time, string token)
    {
        this.folder = folder;
        this.app = app;
        Time = time;
        Token = token;
        Address = new Uri($"http://127.0.0.1:{ServerHost.Ports(app).ConsolePort}");
    }

    internal Uri Address { get; }

    internal string DataFolder => folder;

    internal FakeTimeProvider Time { get; }

    internal string Token { get; }

    internal IServiceProvider Services => app.Services;

    internal StateContext State() => Services.GetRequiredService<StateContextFactory>().Create(TenantScope.Provider);

    public static async Task<RunningServer> StartAsync(CancellationToken cancellationToken)
    {
        var data = Directory.CreateTempSubdirectory("secwatch-test-").FullName;
        var settings = Path.Combine(data, "settings.json");
        await File.WriteAllTextAsync(
            settings,
            """{"Server":{"AgentAddress":"127.0.0.1","AgentPort":0,"ConsolePort":0}}""",
            cancellationToken);
        Directory.CreateDirectory(Path.Combine(data, "rules"));
        await File.WriteAllTextAsync(Path.Combine(data, "rules", "good.yml"), SeededState.Rule, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(data, "rules", "broken.yml"), "title: [\n", cancellationToken);
        var time = new FakeTimeProvider(SeededState.Now);
        var store = new SeededEventStore();
        var started = await ServerHost.StartAsync(
            new ServerArguments(data, settings),
            services =>
            {
                services.AddSingleton<TimeProvider>(time);
                services.AddSingleton<IEventStore>(store);
            },
            cancellationToken);
        var accounts = started.Services.GetRequiredService<OperatorAccounts>();
        Assert.Equal(AccountOutcome.Done, await accounts.CreateAsync(Operator, Password, cancellationToken));
        var token = await started.Services.GetRequiredService<ApiTokens>().CreateAsync("test", cancellationToken);
        var server = new RunningServer(data, started, time, token);
        await using var state = server.State();
        await SeededState.AddAsync(state, store, cancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A client with its own cookies that follows no redirect.</summary>
    internal System.Net.Http.HttpClient Anonymous() => new(
        new System.Net.Http.HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
    {
        BaseAddress = Address,
    };

    internal System.Net.Http.HttpClient WithToken()
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return client;
    }
}
