using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using SecWatch.Server.Api.Contracts;
using SecWatch.Server.Api.Readers;
using SecWatch.Server.Identity;
using SecWatch.Server.Rules;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Api.Endpoints;

/// <summary>Overview, firms, computers, gaps and rules.</summary>
internal static class StateEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/overview", OverviewAsync).WithSummary("The figures that an operator looks at first.");
        api.MapGet("/tenants", TenantsAsync).WithSummary("Firms by name.");
        api.MapGet("/devices", DevicesAsync).WithSummary("Computers by name, and how they are now.");
        api.MapGet("/devices/{id:guid}", DeviceAsync).WithSummary("One computer.");
        api.MapGet("/gaps", GapsAsync).WithSummary("What is missing and why, the last report first.");
        api.MapGet("/rules", (RuleLibrary rules) => TypedResults.Ok(RuleText.Response(rules.Current)))
            .WithSummary("The rules that run, and those that cannot.");
    }

    private static async Task<Ok<OverviewResponse>> OverviewAsync(
        ClaimsPrincipal user, StateReader state, CancellationToken cancellationToken) =>
        TypedResults.Ok(await state.OverviewAsync(SignedIn.Scope(user), cancellationToken));

    private static async Task<Ok<IReadOnlyList<TenantResponse>>> TenantsAsync(
        ClaimsPrincipal user, StateReader state, CancellationToken cancellationToken) =>
        TypedResults.Ok(await state.TenantsAsync(SignedIn.Scope(user), cancellationToken));

    private static async Task<Results<Ok<IReadOnlyList<DeviceResponse>>, ProblemHttpResult>> DevicesAsync(
        string? tenant, ClaimsPrincipal user, DeviceReader devices, CancellationToken cancellationToken)
    {
        var read = new ParameterReader();
        var only = read.Tenant(tenant);
        return read.WrongName is not null
            ? read.Problem()
            : TypedResults.Ok(await devices.ListAsync(SignedIn.Scope(user), only, cancellationToken));
    }

    private static async Task<Results<Ok<DeviceResponse>, ProblemHttpResult>> DeviceAsync(
        Guid id, ClaimsPrincipal user, DeviceReader devices, CancellationToken cancellationToken) =>
        await devices.FindAsync(SignedIn.Scope(user), new DeviceId(id), cancellationToken) is { } found
            ? TypedResults.Ok(found)
            : Problems.NotFound("device");

    private static async Task<Results<Ok<Page<GapResponse>>, ProblemHttpResult>> GapsAsync(
        string? tenant,
        string? device,
        string? before,
        string? limit,
        ClaimsPrincipal user,
        StateReader state,
        CancellationToken cancellationToken)
    {
        var read = new ParameterReader();
        var onlyTenant = read.Tenant(tenant);
        var onlyDevice = read.Device(device);
        var cursor = read.Cursor(before);
        var most = read.Limit(limit, standard: 50, most: 500);
        return read.WrongName is not null
            ? read.Problem()
            : TypedResults.Ok(await state.GapsAsync(
                SignedIn.Scope(user), onlyTenant, onlyDevice, cursor, most, cancellationToken));
    }
}
