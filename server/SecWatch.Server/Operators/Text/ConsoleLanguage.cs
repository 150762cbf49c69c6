using Microsoft.Net.Http.Headers;

namespace SecWatch.Server.Operators.Text;

/// <summary>
/// Which language a request gets: <c>?lang=</c>, else the cookie, else Accept-Language, else Japanese.
/// </summary>
internal static class ConsoleLanguage
{
    public const string Parameter = "lang";
    public const string Cookie = "secwatch-lang";

    public static ConsoleText Of(HttpContext context)
    {
        var request = context.Request;
        return ByCode(request.Query[Parameter]) ?? ByCode(request.Cookies[Cookie]) ?? ByHeader(request);
    }

    /// <returns>null where SecWatch does not speak it.</returns>
    public static ConsoleText? ByCode(string? code) => code switch
    {
        "ja" => JapaneseText.Text,
        "en" => EnglishText.Text,
        _ => null,
    };

    /// <summary>The same address in another language.</summary>
    public static string Link(HttpContext context, string code)
    {
        var query = QueryString.Create(context.Request.Query
            .Where(pair => !string.Equals(pair.Key, Parameter, StringComparison.Ordinal))
            .Append(KeyValuePair.Create(Parameter, new Microsoft.Extensions.Primitives.StringValues(code))));
        return context.Request.Path + query.ToUriComponent();
    }

    private static ConsoleText ByHeader(HttpRequest request)
    {
        if (!StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var accepted))
        {
            return JapaneseText.Text;
        }

        return accepted.OrderByDescending(language => language.Quality ?? 1)
            .Select(language => ByCode(language.Value.Value?.Split('-')[0].ToLowerInvariant()))
            .FirstOrDefault(text => text is not null) ?? JapaneseText.Text;
    }
}
