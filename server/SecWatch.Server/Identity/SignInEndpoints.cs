using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;

namespace SecWatch.Server.Identity;

/// <summary>Takes the forms that sign an operator in and out.</summary>
internal static class SignInEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-in", SignInAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost("/sign-out", SignOutAsync).RequireAuthorization().ExcludeFromDescription();
    }

    /// <summary>Whether a path may be gone to after signing in: of this site, and no other.</summary>
    public static bool IsLocal(string? path) =>
        path is ['/', ..] && !path.StartsWith("//", StringComparison.Ordinal)
        && !path.Contains('\\', StringComparison.Ordinal) && !path.Any(char.IsControl);

    private static async Task<IResult> SignInAsync(
        [FromForm] string? name,
        [FromForm] string? password,
        [FromForm] string? next,
        HttpContext http,
        OperatorAccounts accounts,
        SignInThrottle throttle,
        ILogger<OperatorAccounts> logger,
        CancellationToken cancellationToken)
    {
        var target = IsLocal(next) ? next! : "/alerts";
        var address = http.Connection.RemoteIpAddress;
        if (!throttle.Allows(name ?? "", address))
        {
            IdentityLog.SignInThrottled(logger, address);
            return Back("wait", target);
        }

        var account = await accounts.CheckAsync(name ?? "", password ?? "", cancellationToken);
        if (account is null)
        {
            throttle.CountFailure(name ?? "", address);
            IdentityLog.SignInRefused(logger, address);
            return Back("wrong", target);
        }

        throttle.CountSuccess(account.Name, address);
        IdentityLog.SignedIn(logger, account.Id);
        var principal = Identity.SignedIn.Principal(
            Identity.SignedIn.CookieScheme, account.Id, account.Name, OperatorPasswords.Stamp(account));
        await http.SignInAsync(Identity.SignedIn.CookieScheme, principal);
        return SeeOther.To(target);
    }

    private static async Task<IResult> SignOutAsync([FromForm] string? confirm, HttpContext http)
    {
        // The field has no meaning of its own: a form parameter is what makes the framework check the
        // antiforgery token.
        _ = confirm;
        await http.SignOutAsync(Identity.SignedIn.CookieScheme);
        return SeeOther.To("/sign-in");
    }

    private static SeeOther Back(string error, string next) =>
        SeeOther.To($"/sign-in?error={error}&next={Uri.EscapeDataString(next)}");
}
