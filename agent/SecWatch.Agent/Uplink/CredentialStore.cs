using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Uplink;

/// <summary>The device's key, its certificate and the server's roots, in the state folder.</summary>
/// <remarks>
/// <c>device.pem</c> holds certificate and key in one file, so that both are replaced in one step. A key whose request
/// was not answered yet waits in <c>pending-enroll.*</c> or <c>pending-renew.*</c>: the same request is sent again, and
/// the server answers it the same way.
/// </remarks>
internal sealed class CredentialStore(string folder)
{
    private readonly string device = Path.Combine(folder, "device.pem");
    private readonly string roots = Path.Combine(folder, "roots.pem");
    private readonly string enrollment = Path.Combine(folder, "enrollment.json");

    public bool IsEnrolled => File.Exists(device) && File.Exists(roots) && File.Exists(enrollment);

    public bool TryLoadEnrollment(out EnrollmentRecord record)
    {
        record = null!;
        try
        {
            record = JsonSerializer.Deserialize(File.ReadAllBytes(enrollment), UplinkJson.Default.EnrollmentRecord)!;
            return record is not null;
        }
        catch (Exception failure) when (failure is IOException or JsonException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <exception cref="CryptographicException">The file holds no certificate with its key.</exception>
    public X509Certificate2 LoadCertificate()
    {
        using var fromPem = X509Certificate2.CreateFromPem(File.ReadAllText(device), File.ReadAllText(device));

        // Windows' TLS does not take a key that lives in memory only; a PKCS#12 import gives it one that it takes.
        return X509CertificateLoader.LoadPkcs12(fromPem.Export(X509ContentType.Pkcs12), null);
    }

    public X509Certificate2Collection LoadRoots()
    {
        var collection = new X509Certificate2Collection();
        collection.ImportFromPemFile(roots);
        return collection;
    }

    /// <summary>The key and the request that wait for an answer; made now where there are none.</summary>
    /// <param name="purpose"><c>enroll</c> or <c>renew</c>.</param>
    /// <param name="hostName">Common name in the request: a claim.</param>
    public PendingRequest LoadOrCreateRequest(string purpose, string hostName)
    {
        var keyPath = Path.Combine(folder, $"pending-{purpose}.key");
        var requestPath = Path.Combine(folder, $"pending-{purpose}.csr");
        if (File.Exists(keyPath) && File.Exists(requestPath))
        {
            return new PendingRequest(File.ReadAllText(keyPath), File.ReadAllBytes(requestPath));
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(hostName);
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256).CreateSigningRequest();
        var pem = key.ExportPkcs8PrivateKeyPem();
        ProtectedFile.Write(keyPath, Encoding.ASCII.GetBytes(pem));
        ProtectedFile.Write(requestPath, request);
        return new PendingRequest(pem, request);
    }

    /// <summary>Takes the server's answer over: the new key replaces the old one only here.</summary>
    /// <returns>false where the answer does not fit the request; nothing was changed then.</returns>
    public bool TryAdopt(string purpose, PendingRequest request, EnrollReply reply, string server, out string error)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(reply.Certificate.Span);
            using var key = ECDsa.Create();
            key.ImportFromPem(request.KeyPem);
            using var issuedFor = certificate.GetECDsaPublicKey();
            if (issuedFor is null
                || !issuedFor.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
            {
                error = "the certificate is for another key";
                return false;
            }

            if (reply.Roots.Count == 0)
            {
                error = "the answer names no root certificate";
                return false;
            }

            var rootText = new StringBuilder();
            foreach (var root in reply.Roots)
            {
                using var parsed = X509CertificateLoader.LoadCertificate(root.Span);
                rootText.Append(parsed.ExportCertificatePem()).Append('\n');
            }

            var record = new EnrollmentRecord(
                server, reply.DeviceId, reply.TenantName, new DateTimeOffset(reply.RenewAfter, TimeSpan.Zero));
            ProtectedFile.Write(roots, Encoding.ASCII.GetBytes(rootText.ToString()));
            ProtectedFile.Write(
                device, Encoding.ASCII.GetBytes($"{certificate.ExportCertificatePem()}\n{request.KeyPem}\n"));
            ProtectedFile.Write(
                enrollment, JsonSerializer.SerializeToUtf8Bytes(record, UplinkJson.Default.EnrollmentRecord));
            File.Delete(Path.Combine(folder, $"pending-{purpose}.csr"));
            File.Delete(Path.Combine(folder, $"pending-{purpose}.key"));
            error = "";
            return true;
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            error = $"the answer holds a certificate that cannot be read ({failure.Message})";
            return false;
        }
    }
}
