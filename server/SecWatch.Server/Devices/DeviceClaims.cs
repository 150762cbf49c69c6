namespace SecWatch.Server.Devices;

/// <summary>What a computer says of itself when it enrols.</summary>
internal sealed record DeviceClaims(string HostName, string OperatingSystem, string AgentVersion);
