namespace SecWatch.Server.Alerts;

/// <summary>An alert's life. It only moves forward; a hit after closing raises a new alert.</summary>
internal enum AlertState
{
    New,
    Acknowledged,
    Closed,
}
