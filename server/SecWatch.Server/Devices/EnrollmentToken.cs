using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Devices;

/// <summary>
/// A right to enrol a number of computers for a tenant until a time. Only the hash of its secret is stored.
/// </summary>
internal sealed class EnrollmentToken : ITenantOwned
{
    public Guid Id { get; set; }

    public TenantId TenantId { get; set; }

    /// <summary>SHA-256 of the secret, in hexadecimal.</summary>
    public string SecretHash { get; set; } = "";

    public int UsesMax { get; set; }

    public int Uses { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}
