namespace SecWatch.Server.Identity;

/// <summary>A right to use the API without a browser. Only the hash of its secret is stored.</summary>
internal sealed class ApiToken
{
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    /// <summary>SHA-256 of the secret, in hexadecimal.</summary>
    public string SecretHash { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}
