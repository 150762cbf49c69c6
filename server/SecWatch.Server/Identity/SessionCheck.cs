using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace SecWatch.Server.Identity;

/// <summary>Ends a session whose operator was removed or got a new password.</summary>
internal sealed class SessionCheck(OperatorAccounts accounts)
{
    /// <summary>Runs for each request that carries the session cookie.</summary>
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var check = context.HttpContext.RequestServices.GetRequiredService<SessionCheck>();
        if (!await check.IsGoodAsync(context))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(SignedIn.CookieScheme);
        }
    }

    private async Task<bool> IsGoodAsync(CookieValidatePrincipalContext context) =>
        SignedIn.TryReadSession(context.Principal, out var id, out var stamp)
        && await accounts.IsCurrentAsync(id, stamp, context.HttpContext.RequestAborted);
}
