using Microsoft.AspNetCore.Components;
using SecWatch.Server.Identity;
using SecWatch.Server.Operators.Text;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Operators.Pages;

/// <summary>What every page of the console has: its request, its language and what the operator may see.</summary>
public abstract class ConsolePage : ComponentBase
{
    /// <summary>The request that is being answered.</summary>
    [CascadingParameter]
    public HttpContext Http { get; set; } = null!;

    private protected ConsoleText T => ConsoleLanguage.Of(Http);

    private protected TenantScope Scope => SignedIn.Scope(Http.User);

    private protected CancellationToken Stop => Http.RequestAborted;

    /// <summary>This address, to come back to after a form.</summary>
    private protected string Here => Http.Request.Path + Http.Request.QueryString.ToUriComponent();

    /// <summary>A query parameter; null where it is absent or empty.</summary>
    private protected string? Parameter(string name) =>
        Http.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    /// <summary>
    /// This address with one query parameter set, or taken away where it is null. Paging starts anew.
    /// </summary>
    private protected string With(string name, string? value)
    {
        var query = Http.Request.Query
            .Where(pair => !string.Equals(pair.Key, name, StringComparison.Ordinal)
                && pair.Key is not ("before" or ConsoleLanguage.Parameter))
            .Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value.ToString()));
        return Http.Request.Path + QueryString.Create(
            value is null ? query : query.Append(KeyValuePair.Create(name, (string?)value))).ToUriComponent();
    }
}
