using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Api.Contracts;
using SecWatch.Server.Devices;
using SecWatch.Server.Identity;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Api.Endpoints;

/// <summary>Rights to enrol computers: create one, revoke one.</summary>
internal static class EnrollmentTokenEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/enrollment-tokens", CreateAsync).RequireAuthorization(SignedIn.ByTokenPolicy)
            .WithSummary("Makes a token for enrolling computers. It is shown in this answer and never again.");
        api.MapDelete("/enrollment-tokens/{id:guid}", RevokeAsync).RequireAuthorization(SignedIn.ByTokenPolicy)
            .WithSummary("Ends a token. Computers that enrolled with it stay.");
    }

    private static async Task<Results<Created<EnrollmentTokenResponse>, ProblemHttpResult>> CreateAsync(
        EnrollmentTokenRequest request,
        ClaimsPrincipal user,
        StateContextFactory contexts,
        CertificateAuthority authority,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (request.UsesMax is < 1 or > 1000)
        {
            return Problems.BadParameter("usesMax", "It must be a number from 1 to 1000.");
        }

        if (request.ValidHours is < 1 or > 720)
        {
            return Problems.BadParameter("validHours", "It must be a number from 1 to 720.");
        }

        var tenant = new TenantId(request.TenantId);
        await using var context = contexts.Create(SignedIn.Scope(user));
        if (!await context.Tenants.AnyAsync(t => t.Id == tenant, cancellationToken))
        {
            return Problems.BadParameter("tenantId", "There is no such firm.");
        }

        var (text, hash) = EnrollmentSecret.Make(authority.RootHash);
        var now = time.GetUtcNow();
        var token = new EnrollmentToken
        {
            Id = Guid.CreateVersion7(now),
            TenantId = tenant,
            SecretHash = hash,
            UsesMax = request.UsesMax,
            CreatedAt = now,
            ExpiresAt = now.AddHours(request.ValidHours),
        };
        context.EnrollmentTokens.Add(token);
        await context.SaveChangesAsync(cancellationToken);
        return TypedResults.Created(
            $"/api/v1/enrollment-tokens/{token.Id}", new EnrollmentTokenResponse(token.Id, text, token.ExpiresAt));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        Guid id,
        ClaimsPrincipal user,
        StateContextFactory contexts,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        await using var context = contexts.Create(SignedIn.Scope(user));
        var token = await context.EnrollmentTokens.SingleOrDefaultAsync(t => t.Id == id, cancellationToken);
        if (token is null)
        {
            return Problems.NotFound("enrolment token");
        }

        token.RevokedAt ??= time.GetUtcNow();
        await context.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
