using System.Net;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;
using SecWatch.Server.Devices;
using SecWatch.Server.Storage;

namespace SecWatch.Server.Hosting;

/// <summary>
/// The two ports: agents over TLS 1.3 and HTTP/2, the console in plain HTTP for the loopback or a proxy.
/// </summary>
internal static class Endpoints
{
    private const int StreamWindowBytes = 1024 * 1024;
    private const int ConnectionWindowBytes = 4 * 1024 * 1024;

    public static void Configure(KestrelServerOptions kestrel)
    {
        var options = kestrel.ApplicationServices.GetRequiredService<IOptions<ServerOptions>>().Value;
        kestrel.AddServerHeader = false;
        kestrel.Limits.Http2.InitialStreamWindowSize = StreamWindowBytes;
        kestrel.Limits.Http2.InitialConnectionWindowSize = ConnectionWindowBytes;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);

        // A stream lives for days and is quiet between heartbeats: its own time-outs judge it, not a data rate.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;

        kestrel.Listen(Address(options.AgentAddress, nameof(options.AgentAddress)), options.AgentPort, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(https => ConfigureTls(https, kestrel.ApplicationServices));
            listen.Use(PortBoundary.Mark);
        });
        kestrel.Listen(
            Address(options.ConsoleAddress, nameof(options.ConsoleAddress)),
            options.ConsolePort,
            listen => listen.Protocols = HttpProtocols.Http1);
    }

    private static void ConfigureTls(HttpsConnectionAdapterOptions https, IServiceProvider services)
    {
        var certificate = services.GetRequiredService<ServerCertificate>();
        https.SslProtocols = SslProtocols.Tls13;
        https.ServerCertificateSelector = (_, _) => certificate.Current;

        // TLS lets every certificate through, and DeviceAuthenticator judges it in the call: only there can the answer
        // say why it is refused, and enrolment has none yet.
        https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
        https.AllowAnyClientCertificate();
    }

    private static IPAddress Address(string text, string name) => IPAddress.TryParse(text, out var address)
        ? address
        : throw new StartFailedException(
            StartFailedException.BadSetting, $"Setting 'Server:{name}' is wrong. '{text}' is not an IP address.");
}
