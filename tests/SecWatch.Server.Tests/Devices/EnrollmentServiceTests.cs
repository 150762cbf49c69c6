using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using SecWatch.Protos.V1;
using SecWatch.Server.Devices;
using SecWatch.Server.Tenancy;
using SecWatch.Server.Tests.Support;

namespace SecWatch.Server.Tests.Devices;

public sealed class EnrollmentServiceTests : IAsyncLifetime
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
    public async Task A_token_gives_a_certificate_that_names_tenant_and_device()
    {
        var (tenant, token) = await server.AddTenantAsync("青空商店", 1);
        using var agent = new TestAgent(server.AgentPort);
        var reply = await agent.EnrollAsync(token);

        using var certificate = X509CertificateLoader.LoadCertificate(reply.Certificate.ToByteArray());
        Assert.True(DeviceName.TryRead(certificate, out var identity));
        Assert.Equal(new DeviceIdentity(tenant, new DeviceId(Guid.Parse(reply.DeviceId))), identity);
        Assert.Equal("青空商店", reply.TenantName);
        Assert.Equal(TestBatches.Start.AddDays(90), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
        Assert.Equal(TestBatches.Start.AddDays(60).UtcTicks, reply.RenewAfter);
        Assert.Equal(
            server.Get<CertificateAuthority>().RootHash,
            Convert.ToHexStringLower(SHA256.HashData(Assert.Single(reply.Roots).Span)));
    }

    [Fact]
    public async Task The_same_request_gets_the_same_certificate_also_when_the_token_is_used_up_and_expired()
    {
        var (_, token) = await server.AddTenantAsync("firm", 1);
        using var agent = new TestAgent(server.AgentPort);
        var first = await agent.EnrollAsync(token);
        server.Time.AdjustTime(server.Time.GetUtcNow().AddDays(2));
        var second = await agent.EnrollAsync(token);

        Assert.Equal(first.Certificate, second.Certificate);
        Assert.Equal(first.DeviceId, second.DeviceId);
    }

    [Fact]
    public async Task A_token_is_never_used_more_often_than_it_allows_however_many_ask_at_a_time()
    {
        var (_, token) = await server.AddTenantAsync("firm", 3);
        var agents = Enumerable.Range(0, 12).Select(_ => new TestAgent(server.AgentPort)).ToList();
        var replies = await Task.WhenAll(agents.Select(async agent =>
        {
            try
            {
                return (await agent.EnrollAsync(token)).DeviceId;
            }
            catch (RpcException exception)
            {
                return exception.Status.Detail;
            }
        }));
        agents.ForEach(agent => agent.Dispose());

        Assert.Equal(9, replies.Count(reply => reply is "the token is used up"));
        await using var context = server.Contexts.Create(TenantScope.Provider);
        Assert.Equal(3, await context.Devices.CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal(3, (await context.EnrollmentTokens.SingleAsync(TestContext.Current.CancellationToken)).Uses);
    }

    [Theory]
    [InlineData("nonsense", "the token is unknown")]
    [InlineData("swt1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.00", "the token is unknown")]
    [InlineData("expired", "the token expired")]
    [InlineData("revoked", "the token was revoked")]
    [InlineData("used up", "the token is used up")]
    public async Task A_token_that_does_not_hold_is_refused_with_the_reason(string token, string error)
    {
        var (_, good) = await server.AddTenantAsync("firm", 1);
        using var agent = new TestAgent(server.AgentPort);
        if (token is "expired")
        {
            server.Time.Advance(TimeSpan.FromHours(25));
        }
        else if (token is "used up")
        {
            using var other = new TestAgent(server.AgentPort);
            await other.EnrollAsync(good);
        }
        else if (token is "revoked")
        {
            await using var context = server.Contexts.Create(TenantScope.Provider);
            var now = (DateTimeOffset?)server.Time.GetUtcNow();
            await context.EnrollmentTokens.ExecuteUpdateAsync(
                update => update.SetProperty(e => e.RevokedAt, now), TestContext.Current.CancellationToken);
        }

        var text = token is "expired" or "used up" or "revoked" ? good : token;
        var refused = await Assert.ThrowsAsync<RpcException>(() => agent.EnrollAsync(text));

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.Equal(error, refused.Status.Detail);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("too large")]
    [InlineData("no request")]
    [InlineData("wrong signature")]
    [InlineData("RSA")]
    [InlineData("weak curve")]
    public async Task A_request_that_is_wrong_is_refused_and_uses_nothing(string kind)
    {
        var (_, token) = await server.AddTenantAsync("firm", 1);
        using var agent = new TestAgent(server.AgentPort);
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await agent.Enrollment.EnrollAsync(
            new EnrollRequest
            {
                Token = token,
                CertificateSigningRequest = ByteString.CopyFrom(Wrong(kind, agent)),
            },
            cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        await using var context = server.Contexts.Create(TenantScope.Provider);
        Assert.Equal(0, (await context.EnrollmentTokens.SingleAsync(TestContext.Current.CancellationToken)).Uses);
    }

    [Fact]
    public async Task An_address_that_tries_too_often_must_wait()
    {
        using var agent = new TestAgent(server.AgentPort);
        for (var i = 0; i < 40; i++)
        {
            await Assert.ThrowsAsync<RpcException>(() => agent.EnrollAsync("nonsense"));
        }

        var refused = await Assert.ThrowsAsync<RpcException>(() => agent.EnrollAsync("nonsense"));
        server.Time.Advance(TimeSpan.FromMinutes(1));
        var later = await Assert.ThrowsAsync<RpcException>(() => agent.EnrollAsync("nonsense"));

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Equal(StatusCode.Unauthenticated, later.StatusCode);
    }

    [Fact]
    public async Task Renewal_keeps_tenant_and_device_and_is_idempotent()
    {
        using var agent = await TestAgent.EnrolledAsync(server);
        server.Time.AdjustTime(server.Time.GetUtcNow().AddDays(60));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var csr = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA384).CreateSigningRequest();
        var request = new RenewRequest { CertificateSigningRequest = ByteString.CopyFrom(csr), AgentVersion = "1.1.0" };
        var first = await agent.Enrollment.RenewAsync(
            request, cancellationToken: TestContext.Current.CancellationToken);
        var second = await agent.Enrollment.RenewAsync(
            request, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(agent.Reply!.DeviceId, first.DeviceId);
        Assert.Equal(first.Certificate, second.Certificate);
        Assert.NotEqual(agent.Reply.Certificate, first.Certificate);
    }

    [Fact]
    public async Task Renewal_needs_the_certificate()
    {
        using var agent = new TestAgent(server.AgentPort);
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await agent.Enrollment.RenewAsync(
            new RenewRequest { CertificateSigningRequest = ByteString.CopyFrom(agent.Request) },
            cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.Equal("no client certificate", refused.Status.Detail);
    }

    private static byte[] Wrong(string kind, TestAgent agent)
    {
        using var rsa = RSA.Create(2048);
        using var weak = ECDsa.Create(ECCurve.NamedCurves.brainpoolP160r1);
        switch (kind)
        {
            case "empty":
                return [];
            case "too large":
                return new byte[(16 * 1024) + 1];
            case "no request":
                return [1, 2, 3];
            case "RSA":
                return new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                    .CreateSigningRequest();
            case "weak curve":
                return new CertificateRequest("CN=x", weak, HashAlgorithmName.SHA256).CreateSigningRequest();
            default:
                var flipped = agent.Request.ToArray();
                flipped[^1] ^= 1;
                return flipped;
        }
    }
}
