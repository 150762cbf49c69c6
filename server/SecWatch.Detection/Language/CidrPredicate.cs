using System.Net;

namespace SecWatch.Detection.Language;

/// <summary>Whether a string is an IP address of one of some networks.</summary>
internal sealed class CidrPredicate(IPNetwork[] networks)
    : StringPredicate("cidr:" + string.Join(',', networks), cost: 15)
{
    public override bool Matches(ReadOnlySpan<char> text)
    {
        if (text.Length is < 2 or > 64 || !IPAddress.TryParse(text, out var address))
        {
            return false;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var network in networks)
        {
            if (network.Contains(plain) || (!ReferenceEquals(plain, address) && network.Contains(address)))
            {
                return true;
            }
        }

        return false;
    }
}
