namespace SecWatch.Server.Api.Contracts;

/// <summary>One stored event.</summary>
/// <param name="Reference">Names it for ever.</param>
/// <param name="TenantId">Whose it is.</param>
/// <param name="DeviceId">Where it happened.</param>
/// <param name="Time">By the computer's own clock.</param>
/// <param name="ReceivedAt">By the server's clock.</param>
/// <param name="Lane">critical, security or bulk.</param>
/// <param name="Source">The agent's source.</param>
/// <param name="Provider">Who wrote it.</param>
/// <param name="Channel">Which log.</param>
/// <param name="EventId">The provider's id.</param>
/// <param name="RecordId">The source's own number.</param>
/// <param name="Computer">What it names itself.</param>
/// <param name="Fields">In the order of the source.</param>
internal sealed record EventResponse(
    string Reference,
    Guid TenantId,
    Guid DeviceId,
    DateTimeOffset Time,
    DateTimeOffset ReceivedAt,
    string Lane,
    string Source,
    string Provider,
    string Channel,
    int EventId,
    long RecordId,
    string Computer,
    IReadOnlyList<FieldResponse> Fields);
