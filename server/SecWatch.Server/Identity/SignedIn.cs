using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Identity;

/// <summary>Who is signed in, as claims: written at sign-in, read by every page and endpoint.</summary>
internal static class SignedIn
{
    /// <summary>Scheme of the console's session cookie.</summary>
    public const string CookieScheme = "Session";

    /// <summary>Scheme of API tokens.</summary>
    public const string TokenScheme = "ApiToken";

    /// <summary>Chooses between the two by whether the request has an Authorization header.</summary>
    public const string AnyScheme = "SecWatch";

    /// <summary>Policy of endpoints that change something over the API: a token, never a cookie.</summary>
    public const string ByTokenPolicy = "ByToken";

    private const string StampClaim = "secwatch:stamp";
    private const string ScopeClaim = "secwatch:scope";
    private const string ProviderScope = "provider";

    /// <param name="scheme">How they signed in.</param>
    /// <param name="id">The operator's or the token's id.</param>
    /// <param name="name">Stands in what they change.</param>
    /// <param name="stamp">The password's stamp; null for a token.</param>
    public static ClaimsPrincipal Principal(string scheme, Guid id, string name, string? stamp)
    {
        var identity = new ClaimsIdentity(scheme);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, id.ToString()));
        identity.AddClaim(new Claim(ClaimTypes.Name, name));
        identity.AddClaim(new Claim(ScopeClaim, ProviderScope));
        if (stamp is not null)
        {
            identity.AddClaim(new Claim(StampClaim, stamp));
        }

        return new ClaimsPrincipal(identity);
    }

    /// <summary>The tenants that a person may see. Without a claim that says so: none.</summary>
    public static TenantScope Scope(ClaimsPrincipal user)
    {
        var tenants = ImmutableArray.CreateBuilder<TenantId>();
        foreach (var claim in user.FindAll(ScopeClaim))
        {
            if (string.Equals(claim.Value, ProviderScope, StringComparison.Ordinal))
            {
                return TenantScope.Provider;
            }

            if (Guid.TryParse(claim.Value, CultureInfo.InvariantCulture, out var tenant))
            {
                tenants.Add(new TenantId(tenant));
            }
        }

        return TenantScope.Of(tenants.ToArray());
    }

    public static string Name(ClaimsPrincipal user) => user.Identity?.Name ?? "";

    /// <returns>false where the claims are not those of an operator's session.</returns>
    public static bool TryReadSession(ClaimsPrincipal? user, out Guid id, out string stamp)
    {
        stamp = user?.FindFirstValue(StampClaim) ?? "";
        return Guid.TryParse(user?.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out id)
            && stamp.Length > 0;
    }
}
