namespace SecWatch.Server.Api.Contracts;

/// <summary>The figures that an operator looks at first.</summary>
/// <param name="OpenAlerts">New and acknowledged alerts.</param>
/// <param name="NewAlerts">Alerts that nobody has looked at.</param>
/// <param name="Devices">Enrolled computers.</param>
/// <param name="SilentDevices">Computers that should be heard of and are not.</param>
/// <param name="RecentGaps">Gap records of the last 24 hours.</param>
internal sealed record OverviewResponse(int OpenAlerts, int NewAlerts, int Devices, int SilentDevices, int RecentGaps);
