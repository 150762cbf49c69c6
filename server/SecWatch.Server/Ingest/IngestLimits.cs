using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Ingest;

/// <summary>What streams share: the memory for batches on their way, and the rates of devices and tenants.</summary>
internal sealed class IngestLimits(IOptions<IngestOptions> options, TimeProvider time)
{
    private const int Mebibyte = 1024 * 1024;

    // An agent reads a Throttle only after what it has sent already; a debt beyond this is somebody who does not
    // listen.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<DeviceId, ByteRate> devices = new();
    private readonly ConcurrentDictionary<TenantId, ByteRate> tenants = new();

    public ByteBudget Memory { get; } = new(options.Value.MebibytesInFlightTotal * (long)Mebibyte);

    public int BytesInFlightMax => options.Value.MebibytesInFlight * Mebibyte;

    /// <summary>Books a batch.</summary>
    /// <returns>How long the device should pause; zero where it need not.</returns>
    /// <exception cref="StreamRefusedException">The debt is so high that it cannot come from a window already
    /// sent.</exception>
    public TimeSpan Take(DeviceIdentity identity, long bytes)
    {
        var perDevice = options.Value.DeviceBytesPerSecond;
        var perTenant = options.Value.TenantBytesPerSecond;
        var device = devices.GetOrAdd(identity.Device, _ => new ByteRate(perDevice, time)).Take(bytes);
        var tenant = tenants.GetOrAdd(identity.Tenant, _ => new ByteRate(perTenant, time)).Take(bytes);
        if (device > Allowed(perDevice))
        {
            throw StreamRefusedException.OverLimit($"the device sends more than {perDevice} bytes per second");
        }

        return device > tenant ? device : tenant;
    }

    private TimeSpan Allowed(long bytesPerSecond) =>
        Patience + TimeSpan.FromSeconds(2d * BytesInFlightMax / bytesPerSecond);
}
