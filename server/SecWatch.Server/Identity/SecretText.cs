using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace SecWatch.Server.Identity;

/// <summary>Makes secrets that people and programs carry, and the hashes under which they are stored.</summary>
internal static class SecretText
{
    // No 0, O, 1, l or I: a person may have to read the password from a screen and type it.
    private const string PasswordLetters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    /// <summary>A password of 20 letters and digits in groups of five: about 116 bits.</summary>
    public static string CreatePassword()
    {
        var letters = RandomNumberGenerator.GetItems<char>(PasswordLetters, 20);
        return string.Join('-', letters.Chunk(5).Select(group => new string(group)));
    }

    /// <summary>256 random bits as text, after a prefix that says what it is for.</summary>
    public static string CreateSecret(string prefix) =>
        prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>SHA-256 in hexadecimal. Enough for secrets of 256 random bits; not for passwords.</summary>
    public static string Hash(string secret) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Compares two hashes in a time that does not depend on where they differ.</summary>
    public static bool HashesEqual(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(left), Encoding.ASCII.GetBytes(right));
}
