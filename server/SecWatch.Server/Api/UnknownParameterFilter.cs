using System.Reflection;

namespace SecWatch.Server.Api;

/// <summary>
/// Refuses query parameters that an endpoint does not know: a filter with a typing error would show too much.
/// </summary>
internal static class UnknownParameterFilter
{
    public static EndpointFilterDelegate Create(EndpointFilterFactoryContext context, EndpointFilterDelegate next)
    {
        var known = context.MethodInfo.GetParameters()
            .Select(static (ParameterInfo parameter) => parameter.Name ?? "")
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return invocation =>
        {
            var unknown = invocation.HttpContext.Request.Query.Keys.FirstOrDefault(name => !known.Contains(name));
            return unknown is null
                ? next(invocation)
                : ValueTask.FromResult<object?>(Problems.BadParameter(unknown, "There is no parameter of this name."));
        };
    }
}
