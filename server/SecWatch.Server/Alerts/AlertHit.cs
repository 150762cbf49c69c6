using SecWatch.Detection.Rules;
using SecWatch.Server.Events;

namespace SecWatch.Server.Alerts;

/// <summary>A hit on its way into an alert.</summary>
/// <param name="Group">Which alert it belongs to.</param>
/// <param name="Rule">The rule that matched.</param>
/// <param name="Reference">The event.</param>
/// <param name="Time">Time of the event.</param>
/// <param name="Content">Makes the event's JSON; called only for events that are attached.</param>
internal sealed record AlertHit(
    AlertGroup Group, SigmaRule Rule, EventReference Reference, DateTimeOffset Time, Func<string> Content);
