using System.Collections.Immutable;

namespace SecWatch.Server.Tenancy;

/// <summary>The tenants whose data the present caller may touch. No query runs without one.</summary>
internal sealed class TenantScope
{
    private TenantScope(bool isProvider, ImmutableArray<TenantId> tenants)
    {
        IsProvider = isProvider;
        Tenants = tenants;
    }

    /// <summary>
    /// The provider itself: all tenants. For operators of the provider and for the server's own workers.
    /// </summary>
    public static TenantScope Provider { get; } = new(isProvider: true, []);

    public bool IsProvider { get; }

    /// <summary>The tenants, where <see cref="IsProvider"/> is false.</summary>
    public ImmutableArray<TenantId> Tenants { get; }

    public static TenantScope Of(params ReadOnlySpan<TenantId> tenants) => new(isProvider: false, [.. tenants]);

    public bool Allows(TenantId tenant) => IsProvider || Tenants.Contains(tenant);
}
