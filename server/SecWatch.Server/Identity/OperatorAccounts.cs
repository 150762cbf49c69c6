using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SecWatch.Server.Storage;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Identity;

/// <summary>Creates operators, sets and checks their passwords.</summary>
internal sealed class OperatorAccounts(StateContextFactory contexts, TimeProvider time)
{
    private const int NameLengthMax = 64;
    private const int PasswordLengthMin = 12;
    private const int PasswordLengthMax = 200;

    private static readonly Operator Nobody = new();

    // An unknown name costs the same work as a known one, so that the time tells nobody which names exist.
    private static readonly Lazy<string> NobodyHash = new(
        static () => OperatorPasswords.Hasher.HashPassword(Nobody, SecretText.CreatePassword()));

    /// <summary>The form in which a name is stored and compared.</summary>
    public static string Normalize(string name) => name.Trim().ToLowerInvariant();

    public async Task<AccountOutcome> CreateAsync(string name, string password, CancellationToken cancellationToken)
    {
        name = Normalize(name);
        if (!IsName(name))
        {
            return AccountOutcome.NameRefused;
        }

        if (!IsPassword(password))
        {
            return AccountOutcome.PasswordRefused;
        }

        await using var context = contexts.Create(TenantScope.Provider);
        if (await context.Operators.AnyAsync(o => o.Name == name, cancellationToken))
        {
            return AccountOutcome.NameTaken;
        }

        var now = time.GetUtcNow();
        var created = new Operator { Id = Guid.CreateVersion7(now), Name = name, CreatedAt = now };
        created.PasswordHash = OperatorPasswords.Hasher.HashPassword(created, password);
        context.Operators.Add(created);
        await context.SaveChangesAsync(cancellationToken);
        return AccountOutcome.Done;
    }

    /// <summary>Sets a new password; every session that was opened with the old one ends.</summary>
    public async Task<AccountOutcome> ResetAsync(string name, string password, CancellationToken cancellationToken)
    {
        name = Normalize(name);
        if (!IsPassword(password))
        {
            return AccountOutcome.PasswordRefused;
        }

        await using var context = contexts.Create(TenantScope.Provider);
        var found = await context.Operators.SingleOrDefaultAsync(o => o.Name == name, cancellationToken);
        if (found is null)
        {
            return AccountOutcome.NotFound;
        }

        found.PasswordHash = OperatorPasswords.Hasher.HashPassword(found, password);
        await context.SaveChangesAsync(cancellationToken);
        return AccountOutcome.Done;
    }

    /// <returns>The operator, or null where name or password is wrong: which of them, is not said.</returns>
    public async Task<Operator?> CheckAsync(string name, string password, CancellationToken cancellationToken)
    {
        name = Normalize(name);
        if (password.Length > PasswordLengthMax)
        {
            return null;
        }

        await using var context = contexts.Create(TenantScope.Provider);
        var found = await context.Operators.AsNoTracking()
            .SingleOrDefaultAsync(o => o.Name == name, cancellationToken);
        var result = OperatorPasswords.Hasher.VerifyHashedPassword(
            found ?? Nobody, found?.PasswordHash ?? NobodyHash.Value, password);
        return result == PasswordVerificationResult.Failed ? null : found;
    }

    /// <summary>Whether a session that was opened with <paramref name="stamp"/> is still good.</summary>
    public async Task<bool> IsCurrentAsync(Guid id, string stamp, CancellationToken cancellationToken)
    {
        await using var context = contexts.Create(TenantScope.Provider);
        var found = await context.Operators.AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancellationToken);
        return found is not null && SecretText.HashesEqual(OperatorPasswords.Stamp(found), stamp);
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= NameLengthMax
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');

    private static bool IsPassword(string password) => password.Length is >= PasswordLengthMin and <= PasswordLengthMax;
}
