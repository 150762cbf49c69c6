using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Alerts;
using SecWatch.Server.Api.Contracts;
using SecWatch.Server.Rules;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Api.Readers;

/// <summary>Reads alerts as the API and the console show them.</summary>
internal sealed class AlertReader(StateContextFactory contexts, RuleLibrary rules)
{
    public async Task<Page<AlertResponse>> ListAsync(
        TenantScope scope, AlertListFilter filter, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create(scope);
        var query = Apply(context.Alerts.AsNoTracking(), filter)
            .OrderByDescending(a => a.LastEventAt).ThenByDescending(a => a.Id);
        var found = await query.Skip(filter.Before?.Skip ?? 0).Take(filter.Limit + 1).ToListAsync(cancellationToken);
        var names = await NameTable.ReadAsync(context, cancellationToken);
        var shown = found.Take(filter.Limit).Select(alert => Response(alert, names)).ToList();
        var next = found.Count > filter.Limit
            ? PageCursor.After(filter.Before, [.. shown.Select(alert => alert.LastEventAt)])
            : null;
        return new Page<AlertResponse>(shown, next);
    }

    /// <returns>null where there is none in this scope.</returns>
    public async Task<AlertDetailResponse?> FindAsync(TenantScope scope, Guid id, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create(scope);
        var alert = await context.Alerts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        if (alert is null)
        {
            return null;
        }

        var events = await context.AlertEvents.AsNoTracking()
            .Where(e => e.AlertId == id).OrderByDescending(e => e.Time).Take(100).ToListAsync(cancellationToken);
        var names = await NameTable.ReadAsync(context, cancellationToken);
        var rule = RuleText.Response(rules.Current).Loaded.FirstOrDefault(
            rule => string.Equals(rule.Id, alert.RuleId, StringComparison.OrdinalIgnoreCase));
        return new AlertDetailResponse(
            Response(alert, names),
            rule,
            [.. events.Select(e => new AlertEventResponse(e.Reference, e.Time, Fields(e.Content)))]);
    }

    /// <summary>The fields of an event that was kept as JSON. What cannot be read is shown as it is.</summary>
    internal static IReadOnlyList<FieldResponse> Fields(string content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            return [.. document.RootElement.GetProperty("fields").EnumerateArray().Select(
                pair => new FieldResponse(pair[0].GetString() ?? "", pair[1].GetString() ?? ""))];
        }
        catch (Exception exception)
            when (exception is JsonException or KeyNotFoundException or InvalidOperationException
                or IndexOutOfRangeException)
        {
            return [new FieldResponse("content", content)];
        }
    }

    private static IQueryable<Alert> Apply(IQueryable<Alert> alerts, AlertListFilter filter)
    {
        if (filter.States.Count > 0)
        {
            var states = filter.States.ToList();
            alerts = alerts.Where(a => states.Contains(a.State));
        }

        if (filter.Level is { } level)
        {
            alerts = alerts.Where(a => a.Level == level);
        }

        if (filter.Tenant is { } tenant)
        {
            alerts = alerts.Where(a => a.TenantId == tenant);
        }

        if (filter.Device is { } device)
        {
            alerts = alerts.Where(a => a.DeviceId == device);
        }

        if (filter.Before is { } before)
        {
            alerts = alerts.Where(a => a.LastEventAt <= before.Time);
        }

        return alerts;
    }

    private static AlertResponse Response(Alert alert, NameTable names) => new(
        alert.Id, alert.TenantId.Value, names.Tenant(alert.TenantId), alert.DeviceId.Value,
        names.Device(alert.DeviceId), alert.RuleId, alert.RuleTitle, alert.RuleAuthor, alert.Level, alert.GroupingKey,
        AlertStates.Text(alert.State), alert.EventCount, alert.FirstEventAt, alert.LastEventAt, alert.RaisedAt,
        alert.AcknowledgedAt, alert.ClosedAt, alert.ChangedBy);
}
