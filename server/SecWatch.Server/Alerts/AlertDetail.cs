namespace SecWatch.Server.Alerts;

/// <summary>An alert and the events that are attached to it, oldest first.</summary>
internal sealed record AlertDetail(Alert Alert, IReadOnlyList<AlertEvent> Events);
