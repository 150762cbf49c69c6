using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Alerts;

/// <summary>
/// Moves alerts on: new, acknowledged, closed. Each move is one conditional update, so two people cannot both do it.
/// </summary>
internal sealed class AlertCommands(StateContextFactory contexts, AlertChanges changes, TimeProvider time)
{
    /// <param name="scope">What the caller may touch.</param>
    /// <param name="id">The alert.</param>
    /// <param name="who">Name of the person, shown with the alert.</param>
    public async Task<AlertCommandOutcome> AcknowledgeAsync(
        TenantScope scope, Guid id, string who, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create(scope);
        var now = time.GetUtcNow();
        var moved = await context.Alerts
            .Where(alert => alert.Id == id && alert.State == AlertState.New)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(alert => alert.State, AlertState.Acknowledged)
                    .SetProperty(alert => alert.AcknowledgedAt, now)
                    .SetProperty(alert => alert.ChangedBy, who),
                cancellationToken);
        return await OutcomeAsync(context, id, moved, AlertState.Acknowledged, cancellationToken);
    }

    /// <inheritdoc cref="AcknowledgeAsync"/>
    public async Task<AlertCommandOutcome> CloseAsync(
        TenantScope scope, Guid id, string who, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create(scope);
        var now = time.GetUtcNow();
        var moved = await context.Alerts
            .Where(alert => alert.Id == id && alert.State != AlertState.Closed)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(alert => alert.State, AlertState.Closed)
                    .SetProperty(alert => alert.ClosedAt, now)
                    .SetProperty(alert => alert.ChangedBy, who),
                cancellationToken);
        return await OutcomeAsync(context, id, moved, AlertState.Closed, cancellationToken);
    }

    private async Task<AlertCommandOutcome> OutcomeAsync(
        StateContext context, Guid id, int moved, AlertState wanted, CancellationToken cancellationToken)
    {
        if (moved > 0)
        {
            changes.Notify();
            return AlertCommandOutcome.Done;
        }

        var alert = await context.Alerts.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (alert is null)
        {
            return AlertCommandOutcome.NotFound;
        }

        return alert.State == wanted ? AlertCommandOutcome.AlreadyDone : AlertCommandOutcome.TooLate;
    }
}
