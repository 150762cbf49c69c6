namespace SecWatch.Server.Alerts;

/// <summary>Which alerts to show.</summary>
/// <param name="State">Only in this state.</param>
/// <param name="Level">Only of this level.</param>
/// <param name="Device">Only of this device.</param>
/// <param name="Skip">Leave out so many from the front: the way to page.</param>
/// <param name="Limit">At most so many, 1 to 1,000.</param>
internal sealed record AlertFilter(
    AlertState? State, string? Level, Tenancy.DeviceId? Device, int Skip, int Limit);
