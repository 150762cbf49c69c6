using System.Buffers.Text;
using System.Security.Cryptography;

namespace SecWatch.Server.Devices;

/// <summary>
/// The text of a token: <c>swt1.{secret, 32 bytes in base64url}.{SHA-256 of the CA root, hexadecimal}</c>.
/// </summary>
internal static class EnrollmentSecret
{
    private const string Prefix = "swt1";
    private const int Bytes = 32;

    /// <summary>Makes a token's text and the hash that is stored in its place.</summary>
    public static (string Text, string Hash) Make(string rootHash)
    {
        var secret = RandomNumberGenerator.GetBytes(Bytes);
        return ($"{Prefix}.{Base64Url.EncodeToString(secret)}.{rootHash}", Hash(secret));
    }

    /// <returns>false where the text is no token. The root's hash is the agent's to check, and may be left
    /// out.</returns>
    public static bool TryHash(string text, out string hash)
    {
        hash = "";
        var parts = text.Split('.');
        var secret = new byte[Bytes];
        if (parts.Length is < 2 or > 3
            || !string.Equals(parts[0], Prefix, StringComparison.Ordinal)
            || !Base64Url.IsValid(parts[1], out var length)
            || length != Bytes
            || Base64Url.DecodeFromChars(parts[1], secret) != Bytes)
        {
            return false;
        }

        hash = Hash(secret);
        return true;
    }

    private static string Hash(byte[] secret) => Convert.ToHexStringLower(SHA256.HashData(secret));
}
