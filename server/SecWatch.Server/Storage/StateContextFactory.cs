using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Storage;

/// <summary>Makes contexts for a scope.</summary>
internal sealed class StateContextFactory(DbContextOptions<StateContext> options)
{
    /// <summary>A context that sees what <paramref name="scope"/> allows; the caller disposes it.</summary>
    public StateContext Create(TenantScope scope) => new(options, scope);
}
