using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Net.Client;
using SecWatch.Protos.V1;

namespace SecWatch.Server.Tests.Support;

/// <summary>What an agent is on the wire: a key, a certificate once it has one, and a channel to the server.</summary>
internal sealed class TestAgent : IDisposable
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly int port;
    private GrpcChannel channel;

    public TestAgent(int port)
    {
        this.port = port;
        channel = Channel(certificate: null);
        Request = new CertificateRequest("CN=agent", key, HashAlgorithmName.SHA256).CreateSigningRequest();
    }

    /// <summary>The CSR. The same for all the agent's life.</summary>
    public byte[] Request { get; }

    public Enrollment.EnrollmentClient Enrollment => new(channel);

    public Telemetry.TelemetryClient Telemetry => new(channel);

    public EnrollReply? Reply { get; private set; }

    public static async Task<TestAgent> EnrolledAsync(RunningServer server)
    {
        var (_, token) = await server.AddTenantAsync($"firm {Guid.CreateVersion7(server.Time.GetUtcNow())}", 1);
        var agent = new TestAgent(server.AgentPort);
        await agent.EnrollAsync(token);
        return agent;
    }

    public async Task<EnrollReply> EnrollAsync(string token)
    {
        var request = new EnrollRequest
        {
            Token = token,
            CertificateSigningRequest = ByteString.CopyFrom(Request),
            HostName = "pc-1",
            OperatingSystem = "Debian",
            AgentVersion = "1.0.0",
        };
        Reply = await Enrollment.EnrollAsync(
            request, cancellationToken: TestContext.Current.CancellationToken);
        Use(Reply.Certificate.ToByteArray());
        return Reply;
    }

    /// <summary>The same certificate on a channel to another port, as after a restart of the server.</summary>
    public TestAgent At(int otherPort)
    {
        var copy = new TestAgent(otherPort) { Reply = Reply };
        copy.UseOf(this);
        return copy;
    }

    /// <summary>Presents a certificate for the agent's own key from now on.</summary>
    public void Use(byte[] certificate)
    {
        using var bare = X509CertificateLoader.LoadCertificate(certificate);
        channel.Dispose();
        channel = Channel(bare.CopyWithPrivateKey(key));
    }

    /// <summary>Presents any certificate with its key.</summary>
    public void Use(X509Certificate2 withKey)
    {
        channel.Dispose();
        channel = Channel(withKey);
    }

    public TestStream Connect() => new(Telemetry.Connect(cancellationToken: TestContext.Current.CancellationToken));

    public void Dispose()
    {
        channel.Dispose();
        key.Dispose();
    }

    private void UseOf(TestAgent other)
    {
        using var bare = X509CertificateLoader.LoadCertificate(other.Reply!.Certificate.ToByteArray());
        Use(bare.CopyWithPrivateKey(other.key));
    }

    private GrpcChannel Channel(X509Certificate2? certificate)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, presented, _, _) => presented is not null;
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificates = [certificate];
        }

        return GrpcChannel.ForAddress(
            $"https://127.0.0.1:{port}", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }
}
