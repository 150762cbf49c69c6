using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Alerts;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Api;

/// <summary>Moves alerts forward on behalf of an operator. Each move is one statement: two operators cannot cross.</summary>
internal sealed class AlertChanges(StateContextFactory contexts, TimeProvider time)
{
    public async Task<AlertChangeOutcome> AcknowledgeAsync(
        TenantScope scope, Guid id, string changedBy, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create(scope);
        DateTimeOffset? now = time.GetUtcNow();
        var changed = await context.Alerts.Where(a => a.Id == id && a.State == AlertState.New).ExecuteUpdateAsync(
            set => set.SetProperty(a => a.State, AlertState.Acknowledged)
                .SetProperty(a => a.AcknowledgedAt, now)
                .SetProperty(a => a.ChangedBy, changedBy),
            cancellationToken);
        if (changed == 1)
        {
            return AlertChangeOutcome.Done;
        }

        var alert = await context.Alerts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        return alert switch
        {
            null => AlertChangeOutcome.NotFound,
            { State: AlertState.Closed } => AlertChangeOutcome.Closed,
            _ => AlertChangeOutcome.Done,
        };
    }

    public async Task<AlertChangeOutcome> CloseAsync(
        TenantScope scope, Guid id, string changedBy, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create(scope);
        DateTimeOffset? now = time.GetUtcNow();
        var changed = await context.Alerts.Where(a => a.Id == id && a.State != AlertState.Closed).ExecuteUpdateAsync(
            set => set.SetProperty(a => a.State, AlertState.Closed)
                .SetProperty(a => a.ClosedAt, now)
                .SetProperty(a => a.ChangedBy, changedBy),
            cancellationToken);
        return changed == 1 || await context.Alerts.AnyAsync(a => a.Id == id, cancellationToken)
            ? AlertChangeOutcome.Done
            : AlertChangeOutcome.NotFound;
    }
}
