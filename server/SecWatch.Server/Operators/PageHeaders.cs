using SecWatch.Server.Operators.Text;

namespace SecWatch.Server.Operators;

/// <summary>Puts the headers on every answer that keep foreign content out, and remembers a chosen language.</summary>
internal sealed class PageHeaders(RequestDelegate next)
{
    /// <summary>Everything comes from this server; nothing stands in the page itself that could run.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-cache, no-store";
        if (ConsoleLanguage.ByCode(context.Request.Query[ConsoleLanguage.Parameter]) is { } chosen)
        {
            context.Response.Cookies.Append(ConsoleLanguage.Cookie, chosen.LanguageCode, new CookieOptions
            {
                HttpOnly = true,
                IsEssential = true,
                MaxAge = TimeSpan.FromDays(365),
                SameSite = SameSiteMode.Strict,
                Secure = context.Request.IsHttps,
            });
        }

        return next(context);
    }
}
