namespace SecWatch.Server.Tenancy;

/// <summary>A customer firm, as it is stored.</summary>
internal sealed class Tenant
{
    public TenantId Id { get; set; }

    public string Name { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }
}
