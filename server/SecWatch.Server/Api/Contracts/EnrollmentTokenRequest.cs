namespace SecWatch.Server.Api.Contracts;

/// <summary>Asks for a right to enrol computers.</summary>
/// <param name="TenantId">For which firm.</param>
/// <param name="UsesMax">How many computers, 1 to 1,000.</param>
/// <param name="ValidHours">For how long, 1 to 720.</param>
internal sealed record EnrollmentTokenRequest(Guid TenantId, int UsesMax, int ValidHours);
