using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Devices;

/// <summary>Makes the certificate of a device and the row that remembers it.</summary>
internal sealed class DeviceIssuer(
    CertificateAuthority authority, IOptions<DevicesOptions> options, TimeProvider time)
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    public DeviceCertificate Issue(DeviceIdentity identity, PublicKey key, string requestHash)
    {
        var name = new X500DistinguishedName($"CN={identity.Device.Value:D}");
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var alternative = new SubjectAlternativeNameBuilder();
        alternative.AddUri(DeviceName.ToUri(identity));
        request.CertificateExtensions.Add(alternative.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(ClientAuthentication)], false));
        using var certificate = authority.Issue(request, TimeSpan.FromDays(options.Value.CertificateDays));
        return new DeviceCertificate
        {
            Thumbprint = DeviceAuthenticator.Thumbprint(certificate),
            TenantId = identity.Tenant,
            DeviceId = identity.Device,
            RequestHash = requestHash,
            Certificate = certificate.RawData,
            IssuedAt = time.GetUtcNow(),
            ExpiresAt = new DateTimeOffset(certificate.NotAfter.ToUniversalTime()),
        };
    }

    /// <summary>When the agent should renew a certificate.</summary>
    public DateTimeOffset RenewAfter(DeviceCertificate certificate) =>
        certificate.IssuedAt + TimeSpan.FromDays(
            Math.Min(options.Value.RenewAfterDays, options.Value.CertificateDays - 1));
}
