using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using SecWatch.Server.Api.Contracts;
using SecWatch.Server.Api.Readers;
using SecWatch.Server.Events;
using SecWatch.Server.Identity;

namespace SecWatch.Server.Api.Endpoints;

/// <summary>Stored events: search, and one by its reference.</summary>
internal static class EventEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/events", ListAsync).WithSummary("Events, the last stored first.");
        api.MapGet("/events/{reference}", FindAsync).WithSummary("One event by its reference.");
    }

    private static async Task<Results<Ok<Page<EventResponse>>, ProblemHttpResult>> ListAsync(
        string? tenant,
        string? device,
        string? lane,
        string? source,
        string? from,
        string? to,
        string? text,
        string? before,
        string? limit,
        ClaimsPrincipal user,
        EventReader events,
        CancellationToken cancellationToken)
    {
        var read = new ParameterReader();
        var only = read.Tenant(tenant);
        var query = new EventQuery(
            only ?? default, read.Device(device), read.Lane(lane), read.Time("from", from), read.Time("to", to),
            read.Text("source", source), read.Text("text", text), read.Reference(before),
            read.Limit(limit, standard: 100, most: 500));
        return read.WrongName is not null
            ? read.Problem()
            : TypedResults.Ok(await events.ListAsync(SignedIn.Scope(user), only, query, cancellationToken));
    }

    private static async Task<Results<Ok<EventResponse>, ProblemHttpResult>> FindAsync(
        string reference, ClaimsPrincipal user, EventReader events, CancellationToken cancellationToken)
    {
        if (!EventReference.TryParse(reference, out var parsed))
        {
            return Problems.BadParameter("reference", "It must have the form day-row-index.");
        }

        return await events.FindAsync(SignedIn.Scope(user), parsed, cancellationToken) is { } found
            ? TypedResults.Ok(found)
            : Problems.NotFound("event");
    }
}
