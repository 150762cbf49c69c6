using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SecWatch.Agent.Uplink;

/// <summary>
/// Decides whether a server's certificate is to be trusted: by roots, the first of which is known by its hash.
/// </summary>
internal static class ServerTrust
{
    // Extended key usage "server authentication", RFC 5280 section 4.2.1.12.
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>A policy that accepts chains to these roots and to no others.</summary>
    public static X509ChainPolicy Policy(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(roots);
        policy.ApplicationPolicy.Add(ServerAuthentication);
        return policy;
    }

    /// <summary>The certificate among these whose SHA-256 is <paramref name="rootHash"/>; null where none is.</summary>
    /// <param name="offered">X.509, DER; from a source that is not trusted.</param>
    /// <param name="rootHash">SHA-256 of the root's DER form, from the enrolment token.</param>
    public static X509Certificate2? FindPinned(IEnumerable<byte[]> offered, byte[] rootHash)
    {
        var match = offered.FirstOrDefault(
            one => CryptographicOperations.FixedTimeEquals(SHA256.HashData(one), rootHash));
        return match is null ? null : X509CertificateLoader.LoadCertificate(match);
    }
}
