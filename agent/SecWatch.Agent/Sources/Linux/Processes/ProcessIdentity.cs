namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>A process as its children name it. It refers to no other process, so ancestors are not kept
/// alive.</summary>
internal sealed record ProcessIdentity(int ProcessId, Guid Guid, byte[]? Image, byte[]? CommandLine, byte[]? User);
