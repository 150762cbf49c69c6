using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Devices;

/// <summary>Says which device a client certificate stands for, or why it is refused.</summary>
internal sealed class DeviceAuthenticator(
    CertificateAuthority authority, StateContextFactory contexts, TimeProvider time)
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <returns>The device, or null and why not, as a sentence for whoever operates the agent.</returns>
    public async Task<(AuthenticatedDevice? Device, string Error)> AuthenticateAsync(
        X509Certificate2? certificate, CancellationToken cancellationToken)
    {
        if (certificate is null)
        {
            return (null, "no client certificate");
        }

        if (ChainError(certificate) is { } error)
        {
            return (null, error);
        }

        if (!DeviceName.TryRead(certificate, out var identity))
        {
            return (null, "the client certificate names no device");
        }

        var thumbprint = Thumbprint(certificate);
        await using var context = contexts.Create(TenantScope.Of(identity.Tenant));
        var stored = await context.DeviceCertificates.AsNoTracking().FirstOrDefaultAsync(
            e => e.Thumbprint == thumbprint && e.DeviceId == identity.Device, cancellationToken);
        return stored switch
        {
            null => (null, "the client certificate is not known to this server"),
            { RevokedAt: { } revoked } => (null, $"the client certificate was revoked on {Text(revoked)}"),
            _ => (new AuthenticatedDevice(identity, thumbprint), ""),
        };
    }

    /// <summary>SHA-256 of the certificate, in hexadecimal.</summary>
    public static string Thumbprint(X509Certificate2 certificate) =>
        Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span));

    private string? ChainError(X509Certificate2 certificate)
    {
        var now = time.GetUtcNow();
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authority.Roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        if (chain.Build(certificate))
        {
            return null;
        }

        var status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        if ((status & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain
            | X509ChainStatusFlags.NotSignatureValid)) != X509ChainStatusFlags.NoError)
        {
            return "the client certificate was issued by another CA";
        }

        var notBefore = new DateTimeOffset(certificate.NotBefore.ToUniversalTime());
        var notAfter = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        if (now > notAfter)
        {
            return $"the client certificate expired on {Text(notAfter)}";
        }

        return now < notBefore
            ? $"the client certificate is not valid before {Text(notBefore)}"
            : $"the client certificate is not valid for this: {status}";
    }

    private static string Text(DateTimeOffset instant) =>
        instant.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
