namespace SecWatch.Agent.Uplink;

/// <summary>How the connection stands at one moment.</summary>
/// <param name="Connection"><c>connected</c>, <c>connecting</c>, <c>not connected</c>, <c>not enrolled</c>.</param>
/// <param name="Problem">Why the last attempt failed, in one sentence; empty while connected.</param>
/// <param name="ConnectedSince">When the stream was opened.</param>
/// <param name="LastAck">When the server last acknowledged something.</param>
/// <param name="ClockSkewSeconds">How far the server's clock is ahead of this computer's.</param>
internal sealed record UplinkView(
    string Connection, string Problem, DateTimeOffset? ConnectedSince, DateTimeOffset? LastAck,
    double? ClockSkewSeconds);
