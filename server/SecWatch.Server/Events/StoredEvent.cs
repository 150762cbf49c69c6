using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Events;

/// <summary>One event, taken out of its batch to be shown.</summary>
/// <param name="Reference">Names it for ever.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Device">Where it happened.</param>
/// <param name="Time">By the computer's own clock.</param>
/// <param name="ReceivedAt">By the server's clock.</param>
/// <param name="Lane">The lane's name in lower case.</param>
/// <param name="Source">The agent's source.</param>
/// <param name="Provider">Who wrote it.</param>
/// <param name="Channel">Which log.</param>
/// <param name="EventId">The provider's id.</param>
/// <param name="RecordId">The source's own number.</param>
/// <param name="Computer">What it names itself.</param>
/// <param name="Fields">Present fields in the shape's order; a name may stand more than once.</param>
internal sealed record StoredEvent(
    EventReference Reference,
    TenantId Tenant,
    DeviceId Device,
    DateTimeOffset Time,
    DateTimeOffset ReceivedAt,
    string Lane,
    string Source,
    string Provider,
    string Channel,
    int EventId,
    long RecordId,
    string Computer,
    IReadOnlyList<KeyValuePair<string, string>> Fields);
