namespace SecWatch.Server.Api.Contracts;

/// <summary>A new right to enrol computers.</summary>
/// <param name="Id">For revoking it.</param>
/// <param name="Token">The secret: it is in this answer and nowhere else.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record EnrollmentTokenResponse(Guid Id, string Token, DateTimeOffset ExpiresAt);
