using Microsoft.AspNetCore.Connections;

namespace SecWatch.Server.Hosting;

/// <summary>
/// Keeps the two ports apart: agents reach what is mapped for agents, everybody else reaches the rest.
/// </summary>
/// <remarks>The console's side is the default, so that a page or an API that says nothing is never open to
/// agents.</remarks>
internal static class PortBoundary
{
    /// <summary>Serves the endpoint on the agents' port alone.</summary>
    public static TBuilder OnAgentPort<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(AgentPortMetadata.Instance);

    /// <summary>A connection middleware that marks what comes in on the agents' port.</summary>
    public static ConnectionDelegate Mark(ConnectionDelegate next) => connection =>
    {
        connection.Features.Set(AgentPortMetadata.Instance);
        return next(connection);
    };

    /// <summary>Answers 404 to a request that came in on the other port. Stands after routing.</summary>
    public static void UsePortBoundary(this WebApplication app) => app.Use((context, next) =>
    {
        var fromAgentPort = context.Features.Get<AgentPortMetadata>() is not null;
        var forAgentPort = context.GetEndpoint()?.Metadata.GetMetadata<AgentPortMetadata>() is not null;
        if (fromAgentPort == forAgentPort)
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });
}
