using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using SecWatch.Protos.Batches;

namespace SecWatch.Agent.Uplink;

/// <summary>Makes gRPC channels to the server: TLS 1.3, its name checked, both sides authenticated once enrolled.</summary>
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

    /// <summary>Without a certificate, to a server that is known by the hash of its root.</summary>
    public static GrpcChannel OpenPinned(string server, byte[] rootHash) =>
        Open(server, new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                certificate is X509Certificate2 leaf && chain is not null
                && ServerTrust.IsPinned(leaf, Presented(chain), errors, rootHash),
        });

    private static X509Certificate2Collection Presented(X509Chain chain)
    {
        var presented = new X509Certificate2Collection(chain.ChainPolicy.ExtraStore);
        foreach (var element in chain.ChainElements)
        {
            presented.Add(element.Certificate);
        }

        return presented;
    }

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
