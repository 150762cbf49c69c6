using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using SecWatch.Protos.Batches;

namespace SecWatch.Agent.Uplink;

/// <summary>
/// Makes gRPC channels to the server: TLS 1.3, its name checked, both sides authenticated once enrolled.
/// </summary>
internal sealed class ServerChannels(CredentialStore credentials)
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    /// <summary>With the device's certificate, to the server and the roots of the enrolment.</summary>
    /// <exception cref="AuthenticationException">The files of the enrolment cannot be read.</exception>
    public GrpcChannel OpenAuthenticated()
    {
        if (!credentials.TryLoadEnrollment(out var enrollment))
        {
            throw new AuthenticationException("enrollment.json cannot be read; enrol this agent again");
        }

        var certificate = credentials.LoadCertificate();
        return Open(enrollment.Server, new SslClientAuthenticationOptions
        {
            ClientCertificates = [certificate],
            LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate,
            CertificateChainPolicy = ServerTrust.Policy(credentials.LoadRoots()),
        });
    }

    /// <summary>Without a certificate, to a server that chains to this root.</summary>
    public static GrpcChannel OpenTrusting(string server, X509Certificate2 root) =>
        Open(server, new SslClientAuthenticationOptions { CertificateChainPolicy = ServerTrust.Policy([root]) });

    /// <summary>To whoever answers: for asking for the roots alone. No secret may be sent over it.</summary>
    public static GrpcChannel OpenUntrusted(string server) =>
        Open(server, new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
        });

    private static GrpcChannel Open(string server, SslClientAuthenticationOptions tls)
    {
        tls.EnabledSslProtocols = SslProtocols.Tls13;
        var handler = new SocketsHttpHandler
        {
            SslOptions = tls,
            ConnectTimeout = ConnectTimeout,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            UseProxy = false,
            UseCookies = false,
        };
        return GrpcChannel.ForAddress($"https://{server}", new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxSendMessageSize = BatchLimits.PayloadBytesMax + 64 * 1024,
            MaxReceiveMessageSize = 256 * 1024,
        });
    }
}
