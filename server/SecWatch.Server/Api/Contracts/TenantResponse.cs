namespace SecWatch.Server.Api.Contracts;

/// <summary>A customer firm.</summary>
internal sealed record TenantResponse(Guid Id, string Name, DateTimeOffset CreatedAt);
