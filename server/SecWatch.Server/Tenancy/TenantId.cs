namespace SecWatch.Server.Tenancy;

/// <summary>A customer firm.</summary>
internal readonly record struct TenantId(Guid Value)
{
    public override string ToString() => Value.ToString();
}
