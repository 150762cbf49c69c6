namespace SecWatch.Server.Api.Contracts;

/// <summary>An event that is kept with an alert, also after retention took it from the store.</summary>
internal sealed record AlertEventResponse(string Reference, DateTimeOffset Time, IReadOnlyList<FieldResponse> Fields);
