using SecWatch.Protos.V1;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Events;

/// <summary>Which stored events to show, newest first.</summary>
/// <param name="Tenant">Always: no query runs without a tenant.</param>
/// <param name="Device">Only of this device.</param>
/// <param name="Lane">Only of this lane.</param>
/// <param name="From">Not before this (time of the event).</param>
/// <param name="To">Before this (time of the event).</param>
/// <param name="Source">Only of this source of the agent.</param>
/// <param name="Text">Only with this text in a value, in any case.</param>
/// <param name="Before">Only events stored before this one: the way to page.</param>
/// <param name="Limit">At most so many, 1 to 1,000.</param>
internal sealed record EventQuery(
    TenantId Tenant,
    DeviceId? Device,
    Lane? Lane,
    DateTimeOffset? From,
    DateTimeOffset? To,
    string? Source,
    string? Text,
    EventReference? Before,
    int Limit);
