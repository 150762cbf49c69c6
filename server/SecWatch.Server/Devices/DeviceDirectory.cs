using System.Collections.Concurrent;
using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Devices;

/// <summary>
/// What is known of each device at this moment, in memory: who is connected, heartbeats, skew, clones.
/// </summary>
internal sealed class DeviceDirectory(TimeProvider time)
{
    /// <summary>
    /// A stream that still speaks so long after a newer one of another process came is no leftover of a restart: two
    /// computers use the same certificate.
    /// </summary>
    public static readonly TimeSpan CloneAfter = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<DeviceId, LiveDevice> devices = new();

    /// <summary>Streams that are open.</summary>
    public int StreamCount => devices.Values.Sum(device => device.Streams.Count);

    /// <returns>What is known since the server started, or null where the device was not heard of since.</returns>
    public DeviceStatus? Find(DeviceId device) => devices.TryGetValue(device, out var live) ? live.Status() : null;

    public IEnumerable<LiveDevice> All() => devices.Values;

    /// <summary>A stream said hello.</summary>
    /// <returns>null where the device has <paramref name="streamsMax"/> streams already.</returns>
    public DeviceStream? Open(
        AuthenticatedDevice device, Guid runId, Guid spoolId, DeviceClaims claims, TimeSpan clockSkew, int streamsMax)
    {
        var live = devices.GetOrAdd(device.Identity.Device, _ => new LiveDevice(device.Identity));
        lock (live.Gate)
        {
            if (live.Streams.Count >= streamsMax)
            {
                return null;
            }

            var stream = new DeviceStream(device, runId, spoolId, time.GetTimestamp());
            live.Streams.Add(stream);
            live.Claims = claims;
            live.SaidGoodbye = false;
            live.ClockSkew = clockSkew;
            live.LastSeenAt = time.GetUtcNow();
            live.IsDirty = true;
            return stream;
        }
    }

    /// <summary>A frame came. Cheap: it is called for each batch.</summary>
    /// <returns>true when this frame is the first sign that the device was cloned.</returns>
    public bool Seen(DeviceStream stream)
    {
        var live = devices[stream.Identity.Device];
        lock (live.Gate)
        {
            live.LastSeenAt = time.GetUtcNow();
            live.IsDirty = true;
            if (live.IsCloned || live.Streams.Count < 2)
            {
                return false;
            }

            // They stand in the order in which they were opened.
            var newer = live.Streams.Skip(live.Streams.IndexOf(stream) + 1);
            live.IsCloned = newer.Any(other =>
                other.RunId != stream.RunId && time.GetElapsedTime(other.OpenedAt) >= CloneAfter);
            return live.IsCloned;
        }
    }

    public void Heartbeat(DeviceStream stream, string json, TimeSpan clockSkew)
    {
        var live = devices[stream.Identity.Device];
        lock (live.Gate)
        {
            live.Heartbeat = json;
            live.ClockSkew = clockSkew;
        }
    }

    public void Acknowledged(DeviceStream stream)
    {
        var live = devices[stream.Identity.Device];
        lock (live.Gate)
        {
            live.LastAckAt = time.GetUtcNow();
        }
    }

    public void Goodbye(DeviceStream stream)
    {
        var live = devices[stream.Identity.Device];
        lock (live.Gate)
        {
            live.SaidGoodbye = true;
            live.IsDirty = true;
        }
    }

    /// <summary>The stream ended, however.</summary>
    public void Close(DeviceStream stream)
    {
        var live = devices[stream.Identity.Device];
        lock (live.Gate)
        {
            live.Streams.Remove(stream);
            live.IsDirty = true;

            // What it said last is written with the next flush, however young what is stored.
            live.HeartbeatStoredAt = default;
        }

        stream.Dispose();
    }
}
