using Grpc.Core;
using SecWatch.Protos.V1;
using SecWatch.Server.Events;

namespace SecWatch.Server.Ingest;

/// <summary>The ways in which a stream is ended by the server, as <c>telemetry.proto</c> lists them.</summary>
/// <param name="reason">The value of the metric's label; one word.</param>
/// <param name="status">What the agent is told.</param>
/// <param name="trailers">What it is told for its program.</param>
internal sealed class StreamRefusedException(string reason, Status status, Metadata trailers)
    : Exception(status.Detail)
{
    /// <summary>Trailer: the lane in question, as its name in lower case.</summary>
    public const string LaneTrailer = "secwatch-lane";

    /// <summary>Trailer: the sequence that the server expects next in that lane.</summary>
    public const string ExpectedTrailer = "secwatch-expected";

    /// <summary>Trailer: <c>gap</c> or <c>diverged</c>.</summary>
    public const string ReasonTrailer = "secwatch-reason";

    public string Reason { get; } = reason;

    public RpcException ToRpcException() => new(status, trailers);

    public static StreamRefusedException Unauthenticated(string detail) =>
        Make("unauthenticated", StatusCode.Unauthenticated, detail);

    public static StreamRefusedException Malformed(string detail) =>
        Make("malformed", StatusCode.InvalidArgument, detail);

    public static StreamRefusedException OverLimit(string detail) =>
        Make("limit", StatusCode.ResourceExhausted, detail);

    public static StreamRefusedException Version(string detail) => Make("version", StatusCode.Unimplemented, detail);

    public static StreamRefusedException Silent(string detail) => Make("silent", StatusCode.Unavailable, detail);

    public static StreamRefusedException Stopping() =>
        Make("stopping", StatusCode.Unavailable, "the server is stopping; try again");

    public static StreamRefusedException CannotWrite() =>
        Make("storage", StatusCode.Unavailable, "the server cannot write now; try again");

    public static StreamRefusedException SequenceGap(Lane lane, ulong expected) =>
        Make("gap", "sequence gap", lane, expected);

    public static StreamRefusedException Diverged(Lane lane, ulong expected) =>
        Make("diverged", "spool diverged", lane, expected);

    private static StreamRefusedException Make(string reason, StatusCode code, string detail) =>
        new(reason, new Status(code, detail), []);

    private static StreamRefusedException Make(string reason, string what, Lane lane, ulong expected) => new(
        reason,
        new Status(StatusCode.FailedPrecondition, $"{what}: lane {LaneName.Of(lane)}, expected sequence {expected}"),
        new Metadata
        {
            { ReasonTrailer, reason },
            { LaneTrailer, LaneName.Of(lane) },
            { ExpectedTrailer, expected.ToString(System.Globalization.CultureInfo.InvariantCulture) },
        });
}
