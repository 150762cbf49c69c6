using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using SecWatch.Server.Alerts;
using SecWatch.Server.Identity;

namespace SecWatch.Server.Operators;

/// <summary>Takes the buttons of the alert pages. The framework checks the antiforgery token of each form.</summary>
internal static class AlertForms
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/alerts/{id:guid}/acknowledge", AcknowledgeAsync).RequireAuthorization()
            .ExcludeFromDescription();
        routes.MapPost("/alerts/{id:guid}/close", CloseAsync).RequireAuthorization().ExcludeFromDescription();
    }

    private static async Task<IResult> AcknowledgeAsync(
        Guid id,
        [FromForm] string? next,
        ClaimsPrincipal user,
        AlertCommands commands,
        CancellationToken cancellationToken) =>
        Answer(await commands.AcknowledgeAsync(SignedIn.Scope(user), id, SignedIn.Name(user), cancellationToken), next);

    private static async Task<IResult> CloseAsync(
        Guid id,
        [FromForm] string? next,
        ClaimsPrincipal user,
        AlertCommands commands,
        CancellationToken cancellationToken) =>
        Answer(await commands.CloseAsync(SignedIn.Scope(user), id, SignedIn.Name(user), cancellationToken), next);

    private static IResult Answer(AlertCommandOutcome outcome, string? next) =>
        outcome == AlertCommandOutcome.NotFound
            ? Results.NotFound()
            : SeeOther.To(SignInEndpoints.IsLocal(next) ? next! : "/alerts");
}
