using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SecWatch.Server.Devices;
using SecWatch.Server.Hosting;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Tests.Support;

/// <summary>
/// The whole server in this process, on free ports of the loopback, with a clock that the test moves.
/// </summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private RunningServer(WebApplication app, FakeTimeProvider time)
    {
        this.app = app;
        Time = time;
        AgentPort = ServerHost.Ports(app).AgentPort;
        ConsolePort = ServerHost.Ports(app).ConsolePort;
    }

    public FakeTimeProvider Time { get; }

    public int AgentPort { get; }

    public int ConsolePort { get; }

    public StateContextFactory Contexts => Get<StateContextFactory>();

    public static Task<RunningServer> StartAsync(TestFolder folder) =>
        StartAsync(folder, new FakeTimeProvider(TestBatches.Start), []);

    /// <param name="folder">The data folder.</param>
    /// <param name="time">The server's clock.</param>
    /// <param name="ingest">Settings of the section <c>Ingest</c>.</param>
    public static async Task<RunningServer> StartAsync(
        TestFolder folder, FakeTimeProvider time, Dictionary<string, object> ingest)
    {
        var config = folder.File("secwatch-server.json");
        await File.WriteAllTextAsync(config, JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["Server"] = new { AgentAddress = "127.0.0.1", AgentPort = 0, ConsolePort = 0 },
            ["Devices"] = new { EnrollmentsPerMinute = 40 },
            ["Ingest"] = ingest,
        }), TestContext.Current.CancellationToken);
        var started = await ServerHost.StartAsync(
            new ServerArguments(folder.File("data"), config),
            services =>
            {
                services.AddSingleton<TimeProvider>(time);
                services.AddLogging(logging => logging.ClearProviders());
            },
            CancellationToken.None);
        return new RunningServer(started, time);
    }

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>Adds a firm and a token for it.</summary>
    public async Task<(TenantId Tenant, string Token)> AddTenantAsync(string name, int uses)
    {
        var now = Time.GetUtcNow();
        var (text, hash) = EnrollmentSecret.Make(Get<CertificateAuthority>().RootHash);
        var tenant = new Tenant { Id = new TenantId(Guid.CreateVersion7(now)), Name = name, CreatedAt = now };
        await using var context = Contexts.Create(TenantScope.Provider);
        context.Add(tenant);
        context.Add(new EnrollmentToken
        {
            Id = Guid.CreateVersion7(now),
            TenantId = tenant.Id,
            SecretHash = hash,
            UsesMax = uses,
            CreatedAt = now,
            ExpiresAt = now.AddHours(24),
        });
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
        return (tenant.Id, text);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }
}
