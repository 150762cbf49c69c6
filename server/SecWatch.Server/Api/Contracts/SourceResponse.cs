namespace SecWatch.Server.Api.Contracts;

/// <summary>One source of an agent, as its last heartbeat told.</summary>
/// <param name="Name">The source's id.</param>
/// <param name="State">running, waiting, denied, degraded or stopped.</param>
/// <param name="Reason">Why it is not running.</param>
/// <param name="EventsIn">Read since the agent started.</param>
/// <param name="EventsOut">Given to the spool since the agent started.</param>
/// <param name="EventsDropped">Lost since the agent started; gap records say which.</param>
/// <param name="EventsWaiting">On the way in the agent now.</param>
internal sealed record SourceResponse(
    string Name, string State, string Reason, ulong EventsIn, ulong EventsOut, ulong EventsDropped,
    ulong EventsWaiting);
