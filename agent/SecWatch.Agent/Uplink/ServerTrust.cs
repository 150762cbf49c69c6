using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SecWatch.Agent.Uplink;

/// <summary>Decides whether a server's certificate is to be trusted: by roots, or before there are any by a root's hash.</summary>
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

    /// <summary>Accepts a server that presents the root with this hash, chains to it and has the name that was asked for.</summary>
    /// <param name="leaf">The server's certificate.</param>
    /// <param name="presented">What the server sent beside it.</param>
    /// <param name="errors">What the platform found; only the name counts, because it does not know the root.</param>
    /// <param name="rootHash">SHA-256 of the root's DER form.</param>
    public static bool IsPinned(
        X509Certificate2 leaf, X509Certificate2Collection presented, SslPolicyErrors errors, byte[] rootHash)
    {
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return false;
        }

        var root = presented.FirstOrDefault(
            one => CryptographicOperations.FixedTimeEquals(SHA256.HashData(one.RawData), rootHash));
        if (root is null)
        {
            return false;
        }

        using var chain = new X509Chain { ChainPolicy = Policy([root]) };
        chain.ChainPolicy.ExtraStore.AddRange(presented);
        return chain.Build(leaf);
    }
}
