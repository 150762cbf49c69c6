using SecWatch.Server.Operators.Pages;

namespace SecWatch.Server.Operators;

/// <summary>The operators' console: pages that the server renders, without a JavaScript framework.</summary>
internal static class OperatorsSlice
{
    public static void AddOperators(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents();
    }

    /// <summary>Call before <c>MapIdentity</c>: its headers stand on every answer.</summary>
    public static void MapOperators(this WebApplication app)
    {
        app.UseMiddleware<PageHeaders>();
        app.MapGet("/", () => Results.Redirect("/alerts")).ExcludeFromDescription();
        Asset.Map(app, "/console.css", "text/css; charset=utf-8");
        Asset.Map(app, "/console.js", "text/javascript; charset=utf-8");
        Asset.Map(app, "/console.svg", "image/svg+xml");
        AlertForms.Map(app);
        app.MapRazorComponents<App>();
    }
}
