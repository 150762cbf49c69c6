using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Alerts;

/// <summary>Reads alerts for pages and the API.</summary>
internal sealed class AlertQueries(StateContextFactory contexts)
{
    /// <summary>Alerts in the scope, the last event first.</summary>
    public async Task<IReadOnlyList<Alert>> ListAsync(
        TenantScope scope, AlertFilter filter, CancellationToken cancellationToken)
    {
        if (filter.Skip < 0 || filter.Limit is < 1 or > 1000)
        {
            throw new ArgumentOutOfRangeException(nameof(filter), "A page has 1 to 1,000 alerts and starts at 0 or later.");
        }

        await using var context = contexts.Create(scope);
        return await Filtered(context, filter)
            .OrderByDescending(alert => alert.LastEventAt).ThenBy(alert => alert.Id)
            .Skip(filter.Skip).Take(filter.Limit)
            .ToListAsync(cancellationToken);
    }

    /// <summary>How many alerts the filter finds, without its page.</summary>
    public async Task<int> CountAsync(TenantScope scope, AlertFilter filter, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create(scope);
        return await Filtered(context, filter).CountAsync(cancellationToken);
    }

    /// <returns>null where there is none in the scope.</returns>
    public async Task<AlertDetail?> FindAsync(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create(scope);
        var alert = await context.Alerts.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (alert is null)
        {
            return null;
        }

        var events = await context.AlertEvents.AsNoTracking().Where(row => row.AlertId == id)
            .OrderBy(row => row.Time).ThenBy(row => row.Reference)
            .ToListAsync(cancellationToken);
        return new AlertDetail(alert, events);
    }

    private static IQueryable<Alert> Filtered(StateContext context, AlertFilter filter)
    {
        var alerts = context.Alerts.AsNoTracking();
        if (filter.State is { } state)
        {
            alerts = alerts.Where(alert => alert.State == state);
        }

        if (filter.Level is { } level)
        {
            alerts = alerts.Where(alert => alert.Level == level);
        }

        return filter.Device is { } device ? alerts.Where(alert => alert.DeviceId == device) : alerts;
    }
}
