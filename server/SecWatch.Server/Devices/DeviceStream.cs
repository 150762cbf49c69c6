using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Devices;

/// <summary>One open stream of a device, as the directory knows it. It is disposed when the stream ends.</summary>
internal sealed class DeviceStream : IDisposable
{
    private readonly CancellationTokenSource ending = new();

    public DeviceStream(AuthenticatedDevice device, Guid runId, Guid spoolId, long openedAt)
    {
        Device = device;
        RunId = runId;
        SpoolId = spoolId;
        OpenedAt = openedAt;
    }

    public AuthenticatedDevice Device { get; }

    public DeviceIdentity Identity => Device.Identity;

    /// <summary>The agent's process.</summary>
    public Guid RunId { get; }

    public Guid SpoolId { get; }

    /// <summary>A time stamp of the clock.</summary>
    public long OpenedAt { get; }

    /// <summary>Why the server ends the stream; null while it does not.</summary>
    public string? EndReason { get; private set; }

    /// <summary>Cancelled when the server ends the stream.</summary>
    public CancellationToken Ended => ending.Token;

    /// <summary>
    /// Ends the stream. Whoever serves it answers with UNAUTHENTICATED where the certificate was revoked.
    /// </summary>
    public async Task EndAsync(string reason)
    {
        EndReason = reason;
        try
        {
            await ending.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself in the same moment.
        }
    }

    public void Dispose() => ending.Dispose();
}
