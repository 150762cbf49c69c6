namespace SecWatch.Agent.Uplink;

/// <summary>What the agent remembers of its enrolment, in <c>enrollment.json</c>.</summary>
/// <param name="Server">Host and port.</param>
/// <param name="DeviceId">UUID that the server gave this device.</param>
/// <param name="TenantName">Whom the device belongs to.</param>
/// <param name="RenewAfter">When the certificate is to be renewed.</param>
internal sealed record EnrollmentRecord(string Server, string DeviceId, string TenantName, DateTimeOffset RenewAfter);
