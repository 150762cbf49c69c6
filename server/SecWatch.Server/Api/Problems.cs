using Microsoft.AspNetCore.Http.HttpResults;

namespace SecWatch.Server.Api;

/// <summary>Errors of the API as RFC 9457 describes them.</summary>
internal static class Problems
{
    /// <summary>400, with the parameter's name as <c>parameter</c>.</summary>
    public static ProblemHttpResult BadParameter(string name, string message) => TypedResults.Problem(
        detail: message,
        statusCode: StatusCodes.Status400BadRequest,
        title: $"The parameter '{name}' is wrong.",
        extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["parameter"] = name });

    /// <summary>404. The same for what does not exist and for what belongs to another firm.</summary>
    public static ProblemHttpResult NotFound(string what) => TypedResults.Problem(
        statusCode: StatusCodes.Status404NotFound, title: $"There is no such {what}.");

    public static ProblemHttpResult Conflict(string message) => TypedResults.Problem(
        statusCode: StatusCodes.Status409Conflict, title: message);
}
