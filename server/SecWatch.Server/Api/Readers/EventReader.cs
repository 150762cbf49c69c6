using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Api.Contracts;
using SecWatch.Server.Events;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Api.Readers;

/// <summary>
/// Reads stored events: each query of the store names one tenant, and that one is of the caller's scope.
/// </summary>
internal sealed class EventReader(StateContextFactory contexts, IEventStore store)
{
    /// <param name="scope">What the caller may see.</param>
    /// <param name="tenant">Only of this firm; null: of all in the scope.</param>
    /// <param name="filter">Its tenant is replaced for each firm that is asked.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<Page<EventResponse>> ListAsync(
        TenantScope scope, TenantId? tenant, EventQuery filter, CancellationToken cancellationToken)
    {
        var found = new List<StoredEvent>();
        foreach (var asked in await TenantsAsync(scope, tenant, cancellationToken))
        {
            // One more than is shown tells whether there is a next page.
            var query = filter with { Tenant = asked, Limit = Math.Min(filter.Limit + 1, 1000) };
            found.AddRange(store.Query(query, cancellationToken));
        }

        var shown = found
            .OrderByDescending(e => e.Reference.Batch).ThenByDescending(e => e.Reference.Index)
            .Take(filter.Limit).ToList();
        var next = found.Count > shown.Count || found.Count == 1000 ? shown[^1].Reference.ToString() : null;
        return new Page<EventResponse>([.. shown.Select(Response)], next);
    }

    /// <returns>null where there is none in this scope.</returns>
    public async Task<EventResponse?> FindAsync(
        TenantScope scope, EventReference reference, CancellationToken cancellationToken)
    {
        foreach (var tenant in await TenantsAsync(scope, tenant: null, cancellationToken))
        {
            if (store.Find(tenant, reference) is { } found)
            {
                return Response(found);
            }
        }

        return null;
    }

    private static EventResponse Response(StoredEvent e) => new(
        e.Reference.ToString(), e.Tenant.Value, e.Device.Value, e.Time, e.ReceivedAt, e.Lane, e.Source, e.Provider,
        e.Channel, e.EventId, e.RecordId, e.Computer,
        [.. e.Fields.Select(field => new FieldResponse(field.Key, field.Value))]);

    private async Task<List<TenantId>> TenantsAsync(
        TenantScope scope, TenantId? tenant, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create(scope);
        var tenants = context.Tenants.AsNoTracking();
        if (tenant is { } only)
        {
            tenants = tenants.Where(t => t.Id == only);
        }

        return await tenants.Select(t => t.Id).ToListAsync(cancellationToken);
    }
}
