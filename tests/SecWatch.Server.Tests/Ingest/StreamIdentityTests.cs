using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Devices;
using SecWatch.Server.Tenancy;
using SecWatch.Server.Tests.Support;

namespace SecWatch.Server.Tests.Ingest;

public sealed class StreamIdentityTests : IAsyncLifetime
{
    private readonly TestFolder folder = new();
    private RunningServer server = null!;

    public async ValueTask InitializeAsync() => server = await RunningServer.StartAsync(folder);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        folder.Dispose();
    }
    [Fact]
    public async Task A_stream_without_a_certificate_is_unauthenticated()
    {
        using var agent = new TestAgent(server.AgentPort);
        using var stream = agent.Connect();
        var refused = await stream.RefusedAsync();

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.Equal("no client certificate", refused.Status.Detail);
    }

    [Fact]
    public async Task An_expired_certificate_is_refused_with_its_date()
    {
        using var agent = await TestAgent.EnrolledAsync(server);
        server.Time.AdjustTime(server.Time.GetUtcNow().AddDays(91));
        using var stream = agent.Connect();
        var refused = await stream.RefusedAsync();

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.Equal("the client certificate expired on 2027-02-20T09:00:00Z", refused.Status.Detail);
    }

    [Fact]
    public async Task A_certificate_of_another_ca_is_refused()
    {
        using var agent = await TestAgent.EnrolledAsync(server);
        var device = new DeviceIdentity(
            new TenantId(Guid.Empty), new DeviceId(Guid.Parse(agent.Reply!.DeviceId)));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=forged", key, HashAlgorithmName.SHA256);
        var name = new SubjectAlternativeNameBuilder();
        name.AddUri(DeviceName.ToUri(device));
        request.CertificateExtensions.Add(name.Build());
        using var forged = request.CreateSelfSigned(TestBatches.Start.AddDays(-1), TestBatches.Start.AddDays(1));
        agent.Use(forged);
        using var stream = agent.Connect();
        var refused = await stream.RefusedAsync();

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.Equal("the client certificate was issued by another CA", refused.Status.Detail);
    }

    [Fact]
    public async Task A_revoked_certificate_is_refused_and_its_open_stream_is_ended()
    {
        using var agent = await TestAgent.EnrolledAsync(server);
        using var open = agent.Connect();
        await open.StartAsync(TestStream.Hello());
        await using (var context = server.Contexts.Create(TenantScope.Provider))
        {
            var now = (DateTimeOffset?)server.Time.GetUtcNow();
            await context.DeviceCertificates.ExecuteUpdateAsync(
                update => update.SetProperty(e => e.RevokedAt, now), TestContext.Current.CancellationToken);
        }

        var ended = open.RefusedAsync();
        server.Time.Advance(TimeSpan.FromSeconds(16));
        using var stream = agent.Connect();
        var refused = await stream.RefusedAsync();

        Assert.Equal(StatusCode.Unauthenticated, (await ended).StatusCode);
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.Equal("the client certificate was revoked on 2026-11-22T09:00:00Z", refused.Status.Detail);
    }
}
