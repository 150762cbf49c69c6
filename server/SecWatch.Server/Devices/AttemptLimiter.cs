using System.Net;
using Microsoft.Extensions.Options;

namespace SecWatch.Server.Devices;

/// <summary>Bounds how often one address may try to enrol, so that nobody can try tokens out.</summary>
internal sealed class AttemptLimiter(IOptions<DevicesOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    // Beyond so many addresses in a minute all further ones share one count: memory stays bounded.
    private const int AddressesMax = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, int> attempts = [];
    private long windowStart;

    /// <returns>false where the address has used up its attempts of this minute.</returns>
    public bool TryTake(IPAddress address)
    {
        lock (gate)
        {
            if (attempts.Count == 0 || time.GetElapsedTime(windowStart) >= Window)
            {
                windowStart = time.GetTimestamp();
                attempts.Clear();
            }

            var key = attempts.Count < AddressesMax || attempts.ContainsKey(address) ? address : IPAddress.None;
            var count = attempts.GetValueOrDefault(key) + 1;
            attempts[key] = count;
            return count <= options.Value.EnrollmentsPerMinute;
        }
    }
}
