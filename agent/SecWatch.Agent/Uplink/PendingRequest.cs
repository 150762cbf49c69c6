namespace SecWatch.Agent.Uplink;

/// <summary>A new key and the certificate request made with it.</summary>
/// <param name="KeyPem">PKCS#8; a secret.</param>
/// <param name="SigningRequest">PKCS#10, DER.</param>
internal sealed record PendingRequest(string KeyPem, byte[] SigningRequest)
{
    /// <summary>Without the key, which no message may show.</summary>
    public override string ToString() => nameof(PendingRequest);
}
