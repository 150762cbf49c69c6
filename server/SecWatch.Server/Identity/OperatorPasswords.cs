using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace SecWatch.Server.Identity;

/// <summary>How operators' passwords are hashed.</summary>
internal static class OperatorPasswords
{
    /// <summary>PBKDF2 with HMAC-SHA-512; 210,000 rounds as OWASP's password storage cheat sheet asks for.</summary>
    public static PasswordHasher<Operator> Hasher { get; } =
        new(Options.Create(new PasswordHasherOptions { IterationCount = 210_000 }));

    /// <summary>Changes whenever the password does; a session carries it.</summary>
    public static string Stamp(Operator account) => SecretText.Hash(account.PasswordHash);
}
