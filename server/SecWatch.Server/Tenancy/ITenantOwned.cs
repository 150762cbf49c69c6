namespace SecWatch.Server.Tenancy;

/// <summary>A stored thing that belongs to one tenant: every query for it is filtered by the caller's scope.</summary>
internal interface ITenantOwned
{
    TenantId TenantId { get; }
}
