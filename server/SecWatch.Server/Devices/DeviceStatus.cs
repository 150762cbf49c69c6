using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Devices;

/// <summary>What is known of a device at this moment. A copy: it does not change.</summary>
/// <param name="Identity">Which device.</param>
/// <param name="IsConnected">Whether a stream of it is open.</param>
/// <param name="IsCloned">Whether two computers have been seen with its certificate since the server started.</param>
/// <param name="SaidGoodbye">Whether it said goodbye: silence is then expected.</param>
/// <param name="LastSeenAt">When its last frame came.</param>
/// <param name="LastAckAt">When a batch of it was last acknowledged; null where none was since the server
/// started.</param>
/// <param name="ClockSkew">Its clock minus ours.</param>
/// <param name="Heartbeat">Its last heartbeat as JSON; null before the first.</param>
internal sealed record DeviceStatus(
    DeviceIdentity Identity,
    bool IsConnected,
    bool IsCloned,
    bool SaidGoodbye,
    DateTimeOffset LastSeenAt,
    DateTimeOffset? LastAckAt,
    TimeSpan ClockSkew,
    string? Heartbeat);
