using SecWatch.Server.Tenancy;

namespace SecWatch.Server.Devices;

/// <summary>A device, and the certificate by which it was recognised.</summary>
internal sealed record AuthenticatedDevice(DeviceIdentity Identity, string Thumbprint);
