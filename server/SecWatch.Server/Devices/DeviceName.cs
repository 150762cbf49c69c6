using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Devices;

/// <summary>The name of a device in its certificate: the URI <c>urn:secwatch:tenant:{guid}:device:{guid}</c>.</summary>
internal static class DeviceName
{
    private const string AlternativeName = "2.5.29.17";
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);

    public static Uri ToUri(DeviceIdentity identity) =>
        new($"urn:secwatch:tenant:{identity.Tenant.Value:D}:device:{identity.Device.Value:D}");

    /// <returns>false for a certificate that names no device, or more than one thing.</returns>
    public static bool TryRead(X509Certificate2 certificate, out DeviceIdentity identity)
    {
        identity = default;
        var extension = certificate.Extensions.FirstOrDefault(
            e => string.Equals(e.Oid?.Value, AlternativeName, StringComparison.Ordinal));
        if (extension is null)
        {
            return false;
        }

        try
        {
            var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            var uri = names.ReadCharacterString(UniversalTagNumber.IA5String, UriTag);
            return !names.HasData && TryParse(uri, out identity);
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static bool TryParse(string uri, out DeviceIdentity identity)
    {
        identity = default;
        var parts = uri.Split(':');
        if (parts is not ["urn", "secwatch", "tenant", var tenant, "device", var device]
            || !Guid.TryParseExact(tenant, "D", out var tenantId)
            || !Guid.TryParseExact(device, "D", out var deviceId))
        {
            return false;
        }

        identity = new DeviceIdentity(new TenantId(tenantId), new DeviceId(deviceId));
        return true;
    }
}
