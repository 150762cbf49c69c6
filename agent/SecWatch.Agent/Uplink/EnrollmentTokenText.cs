namespace SecWatch.Agent.Uplink;

/// <summary>
/// An enrolment token: <c>swt1.SECRET.ROOT</c>, with the secret in base64url and the root's SHA-256 in hex.
/// </summary>
/// <param name="Text">The whole token, as the server wants it.</param>
/// <param name="RootHash">SHA-256 of the DER form of the server's root certificate.</param>
internal sealed record EnrollmentTokenText(string Text, byte[] RootHash)
{
    private const int HashBytes = 32;

    public static bool TryParse(string text, out EnrollmentTokenText token, out string error)
    {
        token = null!;
        var parts = text.Trim().Split('.');
        if (parts is not ["swt1", { Length: > 0 } secret, var hash])
        {
            error = "the token must have the form swt1.SECRET.ROOT; copy it whole, as the server printed it";
            return false;
        }

        if (!System.Buffers.Text.Base64Url.IsValid(secret))
        {
            error = "the second part of the token is not base64url; copy it whole, as the server printed it";
            return false;
        }

        if (hash.Length != 2 * HashBytes || !hash.All(char.IsAsciiHexDigit))
        {
            error = "the third part of the token must be 64 hexadecimal digits; "
                + "copy it whole, as the server printed it";
            return false;
        }

        token = new EnrollmentTokenText(text.Trim(), Convert.FromHexString(hash));
        error = "";
        return true;
    }

    /// <summary>Without the secret, which no message may show.</summary>
    public override string ToString() => "swt1.…";
}
