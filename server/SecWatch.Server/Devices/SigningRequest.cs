using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SecWatch.Server.Devices;

/// <summary>Reads an agent's PKCS#10 request: its public key counts, and nothing that it says of itself.</summary>
internal static class SigningRequest
{
    private const int BytesMax = 16 * 1024;
    private const string EllipticCurve = "1.2.840.10045.2.1";
    private static readonly string[] Curves = ["1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35"];

    /// <returns>false for a request that is refused; <paramref name="error"/> says why.</returns>
    public static bool TryRead(byte[] der, out PublicKey key, out string error)
    {
        key = null!;
        if (der.Length is 0 or > BytesMax)
        {
            error = $"the certificate signing request has {der.Length} bytes; 1 to {BytesMax} are allowed";
            return false;
        }

        try
        {
            key = CertificateRequest.LoadSigningRequest(der, HashAlgorithmName.SHA256).PublicKey;
            if (!string.Equals(key.Oid.Value, EllipticCurve, StringComparison.Ordinal))
            {
                error = "the key of the certificate signing request is not ECDSA";
                return false;
            }

            using var curve = key.GetECDsaPublicKey();
            if (curve is null
                || !Curves.Contains(curve.ExportParameters(false).Curve.Oid.Value, StringComparer.Ordinal))
            {
                error = "the key of the certificate signing request is not on P-256, P-384 or P-521";
                return false;
            }

            error = "";
            return true;
        }
        catch (CryptographicException exception)
        {
            error = $"the certificate signing request cannot be read or its signature is wrong: {exception.Message}";
            return false;
        }
    }
}
