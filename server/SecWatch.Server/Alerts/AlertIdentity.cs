using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SecWatch.Server.Alerts;

/// <summary>Derives an alert's id from what raised it, so that raising it again finds the same alert.</summary>
/// <remarks>
/// A UUID of version 8: the first 16 bytes of SHA-256 over tenant, device, rule, grouping key and episode, each after
/// its
/// length. The episode counts how often the same group was closed before.
/// </remarks>
internal static class AlertIdentity
{
    public static Guid Derive(AlertGroup group, int episode)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, group.Tenant.ToString());
        Append(hash, group.Device.ToString());
        Append(hash, group.RuleId);
        Append(hash, group.Key);
        Append(hash, episode.ToString(CultureInfo.InvariantCulture));
        Span<byte> bytes = stackalloc byte[32];
        hash.GetHashAndReset(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes[..16], bigEndian: true);
    }

    private static void Append(IncrementalHash hash, string part)
    {
        var bytes = Encoding.UTF8.GetBytes(part);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
