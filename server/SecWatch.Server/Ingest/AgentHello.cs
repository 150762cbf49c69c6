using SecWatch.Protos.V1;
using SecWatch.Server.Devices;
using SecWatch.Server.Events;

namespace SecWatch.Server.Ingest;

/// <summary>
/// A Hello that was checked: the version that is spoken, and what the agent says of itself and its spool.
/// </summary>
internal sealed record AgentHello(
    ProtocolVersion Version,
    Guid RunId,
    Guid SpoolId,
    DeviceClaims Claims,
    DateTimeOffset Clock,
    IReadOnlyList<LaneState> Lanes)
{
    /// <summary>The newest version that this server speaks.</summary>
    public static readonly ProtocolVersion Newest = new() { Major = 1, Minor = 0 };

    /// <summary>How many minor versions older an agent may be.</summary>
    private const uint MinorsBack = 2;

    private const int IdBytes = 16;
    private const int TextBytesMax = 255;

    /// <exception cref="StreamRefusedException">Something in it is wrong; the message says what.</exception>
    public static AgentHello Read(AgentFrame frame)
    {
        if (frame.FrameCase != AgentFrame.FrameOneofCase.Hello)
        {
            throw StreamRefusedException.Malformed($"the first frame is {frame.FrameCase} and not Hello");
        }

        var hello = frame.Hello;
        var version = Negotiate(hello.Version);
        foreach (var (name, text) in new[]
        {
            ("agent_version", hello.AgentVersion),
            ("host_name", hello.HostName),
            ("operating_system", hello.OperatingSystem),
        })
        {
            Check(
                System.Text.Encoding.UTF8.GetByteCount(text) <= TextBytesMax,
                $"{name} is longer than {TextBytesMax} bytes");
        }

        Check(hello.SpoolId.Length == IdBytes, $"spool_id must have {IdBytes} bytes");
        Check(hello.RunId.Length == IdBytes, $"run_id must have {IdBytes} bytes");
        var seen = new HashSet<Lane>();
        foreach (var lane in hello.Lanes)
        {
            Check(lane.Lane is Lane.Critical or Lane.Security or Lane.Bulk, $"{lane.Lane} is no lane");
            Check(seen.Add(lane.Lane), $"lane {LaneName.Of(lane.Lane)} stands twice");
            Check(
                lane.OldestPending >= 1
                    && lane.NextSequence >= lane.OldestPending
                    && lane.NextSequence <= long.MaxValue,
                $"the sequences of lane {LaneName.Of(lane.Lane)} are out of their range");
        }

        return new AgentHello(
            version,
            new Guid(hello.RunId.Span, bigEndian: true),
            new Guid(hello.SpoolId.Span, bigEndian: true),
            new DeviceClaims(hello.HostName, hello.OperatingSystem, hello.AgentVersion),
            EventTime.FromTicks(hello.Clock),
            hello.Lanes);
    }

    private static ProtocolVersion Negotiate(ProtocolVersion? agent)
    {
        var oldest = Newest.Minor - Math.Min(Newest.Minor, MinorsBack);
        if (agent is null || agent.Major != Newest.Major || agent.Minor < oldest)
        {
            throw StreamRefusedException.Version(
                $"the agent speaks protocol {agent?.Major ?? 0}.0 to {agent?.Major ?? 0}.{agent?.Minor ?? 0}, " +
                $"this server {Newest.Major}.{oldest} to {Newest.Major}.{Newest.Minor}");
        }

        return new ProtocolVersion { Major = Newest.Major, Minor = Math.Min(agent.Minor, Newest.Minor) };
    }

    private static void Check(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw StreamRefusedException.Malformed($"Hello: {otherwise}");
        }
    }
}
