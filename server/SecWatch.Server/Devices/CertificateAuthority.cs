using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SecWatch.Server.Hosting;
using SecWatch.Server.Storage;

namespace SecWatch.Server.Devices;

/// <summary>
/// The server's own CA: made on first start, it signs the certificates of devices and of the server itself.
/// </summary>
/// <remarks>
/// Files in <c>ca/</c>: <c>root.key</c> (PKCS#8 PEM, owner only) and <c>root.crt</c> (PEM). The key is written first,
/// so a
/// crash leaves at most a key without a certificate, and the next start makes that again from the key. Optional are
/// <c>root.next.crt</c> and <c>root.previous.crt</c>: certificates of theirs are accepted too, while a root is rotated.
/// </remarks>
internal sealed class CertificateAuthority(DataFolder folder, TimeProvider time)
{
    private const int SerialBytes = 16;
    private static readonly TimeSpan RootLifetime = TimeSpan.FromDays(20 * 365);

    // Clocks of agents may be behind ours: a certificate that is not valid yet would keep them out.
    private static readonly TimeSpan Backdate = TimeSpan.FromDays(1);

    private X509Certificate2? root;
    private X509Certificate2Collection roots = [];

    /// <summary>The roots that this server accepts and that agents are told of; its own first.</summary>
    public X509Certificate2Collection Roots => roots;

    /// <summary>SHA-256 of the own root's DER form, in hexadecimal, as it stands in a token.</summary>
    public string RootHash => Convert.ToHexStringLower(SHA256.HashData(Own.RawDataMemory.Span));

    private X509Certificate2 Own => root ?? throw new InvalidOperationException("The CA is not open.");

    private string KeyFile => Path.Combine(folder.Authority, "root.key");

    private string RootFile => Path.Combine(folder.Authority, "root.crt");

    /// <summary>Reads the CA, and makes it where there is none.</summary>
    /// <exception cref="StartFailedException">A file is missing or cannot be read.</exception>
    public void Open()
    {
        folder.Create();
        try
        {
            using var held = FileLock.Wait(Path.Combine(folder.Authority, "ca.lock"));
            if (!File.Exists(RootFile))
            {
                Make();
            }
            else if (!File.Exists(KeyFile))
            {
                throw new StartFailedException(
                    StartFailedException.BadData, $"{KeyFile} is missing. Restore it from a backup.");
            }

            root = X509Certificate2.CreateFromPemFile(RootFile, KeyFile);
            roots = [root];
            foreach (var name in new[] { "root.next.crt", "root.previous.crt" })
            {
                var path = Path.Combine(folder.Authority, name);
                if (File.Exists(path))
                {
                    roots.Add(X509Certificate2.CreateFromPem(File.ReadAllText(path)));
                }
            }
        }
        catch (Exception exception) when (exception is CryptographicException or IOException
            or UnauthorizedAccessException)
        {
            throw new StartFailedException(
                StartFailedException.BadData,
                $"The certificate authority in {folder.Authority} cannot be used: {exception.Message} " +
                "Restore it from a backup.",
                exception);
        }
    }

    /// <summary>Signs a certificate for a public key.</summary>
    public X509Certificate2 Issue(CertificateRequest request, TimeSpan lifetime)
    {
        var now = time.GetUtcNow();
        return request.Create(
            Own.SubjectName,
            X509SignatureGenerator.CreateForECDsa(Own.GetECDsaPrivateKey()!),
            now - Backdate,
            now + lifetime,
            RandomNumberGenerator.GetBytes(SerialBytes));
    }

    private void Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(KeyFile))
        {
            key.ImportFromPem(File.ReadAllText(KeyFile));
        }
        else
        {
            AtomicFile.Write(
                KeyFile, System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()), isSecret: true);
        }

        var suffix = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsSpan(0, 4));
        var request = new CertificateRequest($"CN=SecWatch CA {suffix}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now - Backdate, now + RootLifetime);
        AtomicFile.Write(
            RootFile, System.Text.Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()), isSecret: false);
    }
}
