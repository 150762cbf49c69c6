namespace SecWatch.Server.Identity;

/// <summary>
/// Answers a form with 303: the browser then gets the next page, and going back does not send the form again.
/// </summary>
internal sealed class SeeOther : IResult
{
    private readonly string location;

    private SeeOther(string location) => this.location = location;

    public static SeeOther To(string location) => new(location);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = location;
        return Task.CompletedTask;
    }
}
