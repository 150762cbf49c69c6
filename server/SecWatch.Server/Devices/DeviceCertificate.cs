using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Devices;

/// <summary>A certificate that this server issued, for idempotent enrolment and for revoking.</summary>
internal sealed class DeviceCertificate : ITenantOwned
{
    /// <summary>SHA-256 of the certificate, in hexadecimal.</summary>
    public string Thumbprint { get; set; } = "";

    public TenantId TenantId { get; set; }

    public DeviceId DeviceId { get; set; }

    /// <summary>SHA-256 of the CSR, in hexadecimal; unique.</summary>
    public string RequestHash { get; set; } = "";

    /// <summary>X.509, DER.</summary>
    public byte[] Certificate { get; set; } = [];

    public DateTimeOffset IssuedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}
