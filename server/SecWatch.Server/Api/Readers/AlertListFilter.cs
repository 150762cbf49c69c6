using SecWatch.Server.Alerts;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Api.Readers;

/// <summary>Which alerts to show, the last hit first.</summary>
/// <param name="States">Only in these states; empty: all.</param>
/// <param name="Level">Only of this level.</param>
/// <param name="Tenant">Only of this firm.</param>
/// <param name="Device">Only of this computer.</param>
/// <param name="Before">Where the last page ended.</param>
/// <param name="Limit">At most so many.</param>
internal sealed record AlertListFilter(
    IReadOnlyList<AlertState> States, string? Level, TenantId? Tenant, DeviceId? Device, PageCursor? Before, int Limit)
{
    /// <summary>Alerts that still need somebody.</summary>
    public static IReadOnlyList<AlertState> Open { get; } = [AlertState.New, AlertState.Acknowledged];
}
