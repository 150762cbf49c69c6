using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using SecWatch.Server.Storage;

namespace SecWatch.Server.Devices;

/// <summary>
/// The certificate that agents see. It is made anew at each start and long before it expires; agents trust the root.
/// </summary>
internal sealed class ServerCertificate(
    CertificateAuthority authority, IOptions<ServerOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan Margin = TimeSpan.FromDays(30);
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private volatile X509Certificate2? current;

    public X509Certificate2 Current => current ?? throw new InvalidOperationException("There is no certificate yet.");

    /// <summary>
    /// Makes a new one where there is none or the present one is near its end. New connections get it.
    /// </summary>
    public void Refresh()
    {
        if (current is null || current.NotAfter.ToUniversalTime() - Margin < time.GetUtcNow().UtcDateTime)
        {
            current = Make();
        }
    }

    private X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=SecWatch server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in options.Value.ServerNames.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            if (IPAddress.TryParse(name, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(name);
            }
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));
        using var certificate = authority.Issue(request, Lifetime);
        using var withKey = certificate.CopyWithPrivateKey(key);

        // Schannel does not take a key that lives in memory alone; through PKCS#12 it does.
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
    }
}
