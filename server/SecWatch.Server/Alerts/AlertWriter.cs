using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Storage;

namespace SecWatch.Server.Alerts;

/// <summary>Turns hits into alerts: counts on the group's open alert, or opens the next one.</summary>
internal sealed class AlertWriter(TimeProvider time)
{
    /// <summary>Events that are kept with an alert; the rest are counted.</summary>
    public const int AttachedEventCountMax = 100;

    private const int EpisodesAtOnce = 16;

    /// <summary>Writes into the context; the caller saves and commits. Each event counts once for a rule.</summary>
    /// <returns>Alerts that were opened.</returns>
    public async Task<IReadOnlyList<Alert>> WriteAsync(
        StateContext context, IReadOnlyList<AlertHit> hits, CancellationToken cancellationToken)
    {
        var opened = new List<Alert>();
        foreach (var group in hits.GroupBy(hit => hit.Group))
        {
            var alert = await FindOpenAsync(context, group.Key, cancellationToken);
            if (alert.State is AlertState.New && alert.EventCount == 0)
            {
                Open(context, alert, group.First());
                opened.Add(alert);
            }

            foreach (var hit in group)
            {
                Count(context, alert, hit);
            }
        }

        return opened;
    }

    /// <summary>The group's alert that is not closed, or one that is not stored yet: its count is 0.</summary>
    /// <remarks>
    /// Episodes follow each other without a gap, so the first one that is missing or open is the one. Looked for by
    /// primary key, some at once.
    /// </remarks>
    private static async Task<Alert> FindOpenAsync(
        StateContext context, AlertGroup group, CancellationToken cancellationToken)
    {
        for (var first = 0; ; first += EpisodesAtOnce)
        {
            List<Guid> ids = [.. Enumerable.Range(first, EpisodesAtOnce).Select(episode =>
                AlertIdentity.Derive(group, episode))];
            var stored = await context.Alerts.Where(alert => ids.Contains(alert.Id))
                .ToDictionaryAsync(alert => alert.Id, cancellationToken);
            foreach (var id in ids)
            {
                if (!stored.TryGetValue(id, out var alert))
                {
                    return new Alert
                    {
                        Id = id,
                        TenantId = group.Tenant,
                        DeviceId = group.Device,
                        RuleId = group.RuleId,
                        GroupingKey = group.Key,
                    };
                }

                if (alert.State is not AlertState.Closed)
                {
                    return alert;
                }
            }
        }
    }

    private void Open(StateContext context, Alert alert, AlertHit hit)
    {
        alert.RuleTitle = hit.Rule.Title;
        alert.RuleAuthor = hit.Rule.Author;
        alert.Level = hit.Rule.Level;
        alert.State = AlertState.New;
        alert.FirstEventAt = hit.Time;
        alert.LastEventAt = hit.Time;
        alert.RaisedAt = time.GetUtcNow();
        context.Alerts.Add(alert);
    }

    private static void Count(StateContext context, Alert alert, AlertHit hit)
    {
        if (alert.EventCount < AttachedEventCountMax)
        {
            context.AlertEvents.Add(new AlertEvent
            {
                AlertId = alert.Id,
                Reference = hit.Reference.ToString(),
                TenantId = alert.TenantId,
                Time = hit.Time,
                Content = hit.Content(),
            });
        }

        alert.EventCount++;
        alert.FirstEventAt = hit.Time < alert.FirstEventAt ? hit.Time : alert.FirstEventAt;
        alert.LastEventAt = hit.Time > alert.LastEventAt ? hit.Time : alert.LastEventAt;
    }
}
