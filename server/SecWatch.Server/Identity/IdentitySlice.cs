using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace SecWatch.Server.Identity;

/// <summary>Who may use the console and the API.</summary>
internal static class IdentitySlice
{
    public static void AddIdentity(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<OperatorAccounts>();
        services.AddSingleton<ApiTokens>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<SessionCheck>();
        services.AddDataProtection().SetApplicationName("SecWatch");
        services.AddSingleton<IConfigureOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>,
            KeyFolder>();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "secwatch-form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.HttpOnly = true;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.FormFieldName = "form-check";
        });
        services.AddAuthentication(SignedIn.AnyScheme)
            .AddPolicyScheme(SignedIn.AnyScheme, displayName: null, options => options.ForwardDefaultSelector = Choose)
            .AddScheme<AuthenticationSchemeOptions, ApiTokenHandler>(SignedIn.TokenScheme, configureOptions: null)
            .AddCookie(SignedIn.CookieScheme, ConfigureCookie);
        services.AddAuthorizationBuilder().AddPolicy(
            SignedIn.ByTokenPolicy,
            policy => policy.AddAuthenticationSchemes(SignedIn.TokenScheme).RequireAuthenticatedUser());
    }

    /// <summary>
    /// Call before the other slices' <c>MapX</c>: the order of the middleware is the order of the calls.
    /// </summary>
    public static void MapIdentity(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        SignInEndpoints.Map(app);
    }

    private static string Choose(HttpContext context) =>
        context.Request.Headers.Authorization.Count > 0 ? SignedIn.TokenScheme : SignedIn.CookieScheme;

    private static void ConfigureCookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "secwatch-session";
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.HttpOnly = true;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromHours(12);
        options.SlidingExpiration = true;
        options.LoginPath = "/sign-in";
        options.ReturnUrlParameter = "next";
        options.Events.OnRedirectToLogin = context => RedirectOrRefuseAsync(context, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied =
            context => RedirectOrRefuseAsync(context, StatusCodes.Status403Forbidden);
        options.Events.OnValidatePrincipal = SessionCheck.ValidateAsync;
    }

    // A program gets a status code; only a person gets the sign-in page.
    private static Task RedirectOrRefuseAsync(RedirectContext<CookieAuthenticationOptions> context, int statusCode)
    {
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
        {
            context.Response.StatusCode = statusCode;
        }
        else
        {
            context.Response.Redirect(context.RedirectUri);
        }

        return Task.CompletedTask;
    }
}
