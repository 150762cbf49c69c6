using Microsoft.Extensions.DependencyInjection.Extensions;
using SecWatch.Server.Api.Contracts;
using SecWatch.Server.Api.Endpoints;
using SecWatch.Server.Api.Readers;

namespace SecWatch.Server.Api;

/// <summary>The JSON API under <c>/api/v1</c>, and its OpenAPI document.</summary>
internal static class ApiSlice
{
    public const string DocumentPath = "/api/v1/openapi.json";

    public static void AddApi(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<AlertReader>();
        services.AddSingleton<DeviceReader>();
        services.AddSingleton<EventReader>();
        services.AddSingleton<StateReader>();
        services.ConfigureHttpJsonOptions(
            options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        services.AddProblemDetails();
        services.AddOpenApi("v1", options => options.AddDocumentTransformer<DocumentText>());
    }

    /// <summary>Call before <c>MapIdentity</c>: what it refuses gets a body here.</summary>
    public static void MapApi(this WebApplication app)
    {
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal),
            branch =>
            {
                branch.UseExceptionHandler();
                branch.UseStatusCodePages();
            });
        app.MapOpenApi(DocumentPath).AllowAnonymous();
        var api = app.MapGroup("/api/v1").RequireAuthorization()
            .AddEndpointFilterFactory(UnknownParameterFilter.Create)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status404NotFound);
        AlertEndpoints.Map(api);
        EventEndpoints.Map(api);
        StateEndpoints.Map(api);
        EnrollmentTokenEndpoints.Map(api);
    }
}
