namespace SecWatch.Server.Api.Contracts;

/// <summary>A named value of an event. A name may stand more than once.</summary>
internal sealed record FieldResponse(string Name, string Value);
