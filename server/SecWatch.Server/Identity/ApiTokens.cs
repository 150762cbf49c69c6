using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Identity;

/// <summary>Creates API tokens and recognises them.</summary>
internal sealed class ApiTokens(StateContextFactory contexts, TimeProvider time)
{
    /// <summary>What every API token starts with, so that one in a log or a repository is recognised.</summary>
    public const string Prefix = "swt_";

    private const int SecretLengthMax = 200;

    /// <returns>The secret. It is stored nowhere and cannot be shown again.</returns>
    public async Task<string> CreateAsync(string name, CancellationToken cancellationToken)
    {
        var secret = SecretText.CreateSecret(Prefix);
        var now = time.GetUtcNow();
        await using var context = contexts.Create(TenantScope.Provider);
        context.ApiTokens.Add(new ApiToken
        {
            Id = Guid.CreateVersion7(now),
            Name = name,
            SecretHash = SecretText.Hash(secret),
            CreatedAt = now,
        });
        await context.SaveChangesAsync(cancellationToken);
        return secret;
    }

    /// <returns>The token, or null where the secret is unknown or the token was revoked.</returns>
    public async Task<ApiToken?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        if (secret.Length > SecretLengthMax || !secret.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var hash = SecretText.Hash(secret);
        await using var context = contexts.Create(TenantScope.Provider);
        var found = await context.ApiTokens.AsNoTracking()
            .SingleOrDefaultAsync(token => token.SecretHash == hash, cancellationToken);
        return found is { RevokedAt: null } && SecretText.HashesEqual(found.SecretHash, hash) ? found : null;
    }
}
