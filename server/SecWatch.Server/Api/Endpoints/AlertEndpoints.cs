using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using SecWatch.Server.Alerts;
using SecWatch.Server.Api.Contracts;
using SecWatch.Server.Api.Readers;
using SecWatch.Server.Identity;

namespace SecWatch.Server.Api.Endpoints;

/// <summary>Alerts: list, one, acknowledge, close.</summary>
internal static class AlertEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/alerts", ListAsync).WithSummary("Alerts, the last hit first.");
        api.MapGet("/alerts/{id:guid}", FindAsync).WithSummary("One alert with its rule and its first 100 events.");
        api.MapPost("/alerts/{id:guid}/acknowledge", AcknowledgeAsync).RequireAuthorization(SignedIn.ByTokenPolicy)
            .WithSummary("Says that somebody looks at it. Repeating it changes nothing.");
        api.MapPost("/alerts/{id:guid}/close", CloseAsync).RequireAuthorization(SignedIn.ByTokenPolicy)
            .WithSummary("Says that nothing is left to do. A later hit raises a new alert.");
    }

    private static async Task<Results<Ok<Page<AlertResponse>>, ProblemHttpResult>> ListAsync(
        string? state,
        string? level,
        string? tenant,
        string? device,
        string? before,
        string? limit,
        ClaimsPrincipal user,
        AlertReader alerts,
        CancellationToken cancellationToken)
    {
        var read = new ParameterReader();
        var filter = new AlertListFilter(
            read.States(state, []), read.Level(level), read.Tenant(tenant), read.Device(device), read.Cursor(before),
            read.Limit(limit, standard: 50, most: 500));
        return read.WrongName is not null
            ? read.Problem()
            : TypedResults.Ok(await alerts.ListAsync(SignedIn.Scope(user), filter, cancellationToken));
    }

    private static async Task<Results<Ok<AlertDetailResponse>, ProblemHttpResult>> FindAsync(
        Guid id, ClaimsPrincipal user, AlertReader alerts, CancellationToken cancellationToken) =>
        await alerts.FindAsync(SignedIn.Scope(user), id, cancellationToken) is { } found
            ? TypedResults.Ok(found)
            : Problems.NotFound("alert");

    private static async Task<Results<NoContent, ProblemHttpResult>> AcknowledgeAsync(
        Guid id, ClaimsPrincipal user, AlertCommands commands, CancellationToken cancellationToken) => Answer(
            await commands.AcknowledgeAsync(SignedIn.Scope(user), id, SignedIn.Name(user), cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> CloseAsync(
        Guid id, ClaimsPrincipal user, AlertCommands commands, CancellationToken cancellationToken) => Answer(
            await commands.CloseAsync(SignedIn.Scope(user), id, SignedIn.Name(user), cancellationToken));

    private static Results<NoContent, ProblemHttpResult> Answer(AlertCommandOutcome outcome) => outcome switch
    {
        AlertCommandOutcome.Done or AlertCommandOutcome.AlreadyDone => TypedResults.NoContent(),
        AlertCommandOutcome.NotFound => Problems.NotFound("alert"),
        AlertCommandOutcome.TooLate => Problems.Conflict("The alert is closed."),
    };
}
