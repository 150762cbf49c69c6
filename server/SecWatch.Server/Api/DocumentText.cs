using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace SecWatch.Server.Api;

/// <summary>Gives the OpenAPI document its title and says how a program signs in.</summary>
internal sealed class DocumentText : IOpenApiDocumentTransformer
{
    public Task TransformAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info.Title = "SecWatch API";
        document.Info.Description =
            "Times are ISO 8601 in UTC. Lists are paged: give `next` as `before`. " +
            "Errors are problem details (RFC 9457).";
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??=
            new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        document.Components.SecuritySchemes["token"] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "A token from `secwatch-server api-token create NAME`.",
        };
        return Task.CompletedTask;
    }
}
