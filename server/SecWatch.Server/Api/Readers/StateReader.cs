using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Api.Contracts;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Api.Readers;

/// <summary>Reads firms, gaps and the figures of the overview.</summary>
internal sealed class StateReader(StateContextFactory contexts, DeviceReader deviceReader, TimeProvider time)
{
    public async Task<IReadOnlyList<TenantResponse>> TenantsAsync(
        TenantScope scope, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create(scope);
        return await context.Tenants.AsNoTracking().OrderBy(t => t.Name)
            .Select(t => new TenantResponse(t.Id.Value, t.Name, t.CreatedAt)).ToListAsync(cancellationToken);
    }

    public async Task<Page<GapResponse>> GapsAsync(
        TenantScope scope,
        TenantId? tenant,
        DeviceId? device,
        PageCursor? before,
        int limit,
        CancellationToken cancellationToken)
    {
        await using var context = contexts.Create(scope);
        var query = context.Gaps.AsNoTracking();
        query = tenant is { } onlyTenant ? query.Where(g => g.TenantId == onlyTenant) : query;
        query = device is { } onlyDevice ? query.Where(g => g.DeviceId == onlyDevice) : query;
        query = before is { } place ? query.Where(g => g.ReportedAt <= place.Time) : query;
        var found = await query.OrderByDescending(g => g.ReportedAt).ThenByDescending(g => g.Id)
            .Skip(before?.Skip ?? 0).Take(limit + 1).ToListAsync(cancellationToken);
        var names = await NameTable.ReadAsync(context, cancellationToken);
        var shown = found.Take(limit).Select(g => new GapResponse(
            g.Id, g.TenantId.Value, names.Tenant(g.TenantId), g.DeviceId.Value, names.Device(g.DeviceId), g.Source,
            g.From, g.To, g.Count, g.CountKind, g.Reason, g.Detail, g.ReportedAt)).ToList();
        var next = found.Count > limit ? PageCursor.After(before, [.. shown.Select(g => g.ReportedAt)]) : null;
        return new Page<GapResponse>(shown, next);
    }

    public async Task<OverviewResponse> OverviewAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create(scope);
        var alerts = await context.Alerts.Where(a => AlertListFilter.Open.Contains(a.State))
            .GroupBy(a => a.State).Select(g => new { State = g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        var now = time.GetUtcNow();
        var devices = await context.Devices.AsNoTracking().ToListAsync(cancellationToken);
        deviceReader.BringUpToDate(devices);
        var dayAgo = now - TimeSpan.FromDays(1);
        return new OverviewResponse(
            alerts.Sum(a => a.Count),
            alerts.Where(a => a.State == Alerts.AlertState.New).Sum(a => a.Count),
            devices.Count,
            devices.Count(device => DeviceReader.State(device, now) is "silent"),
            await context.Gaps.CountAsync(g => g.ReportedAt >= dayAgo, cancellationToken));
    }
}
