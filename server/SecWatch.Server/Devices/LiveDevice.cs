using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Devices;

/// <summary>
/// The state of one device in memory, and what of it is still to be written. Guarded by its own lock.
/// </summary>
internal sealed class LiveDevice(DeviceIdentity identity)
{
    public Lock Gate { get; } = new();

    public DeviceIdentity Identity { get; } = identity;

    public List<DeviceStream> Streams { get; } = [];

    public bool IsCloned { get; set; }

    public bool SaidGoodbye { get; set; }

    public DateTimeOffset LastSeenAt { get; set; }

    public DateTimeOffset? LastAckAt { get; set; }

    public TimeSpan ClockSkew { get; set; }

    public string? Heartbeat { get; set; }

    public DateTimeOffset HeartbeatStoredAt { get; set; }

    public DeviceClaims? Claims { get; set; }

    /// <summary>Whether something is to be written.</summary>
    public bool IsDirty { get; set; }

    public DeviceStatus Status()
    {
        lock (Gate)
        {
            return new DeviceStatus(
                Identity, Streams.Count > 0, IsCloned, SaidGoodbye, LastSeenAt, LastAckAt, ClockSkew, Heartbeat);
        }
    }
}
