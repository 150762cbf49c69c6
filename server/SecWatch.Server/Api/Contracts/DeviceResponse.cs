namespace SecWatch.Server.Api.Contracts;

/// <summary>An enrolled computer and how it is now.</summary>
/// <param name="Id">Its id, from its certificate.</param>
/// <param name="TenantId">Whose it is.</param>
/// <param name="TenantName">Whose it is, by name.</param>
/// <param name="HostName">What it calls itself.</param>
/// <param name="OperatingSystem">What it says it runs.</param>
/// <param name="AgentVersion">What it says its agent is.</param>
/// <param name="State">connected, silent, stopped or never.</param>
/// <param name="EnrolledAt">When it got its identity.</param>
/// <param name="LastSeenAt">When a frame of it last came.</param>
/// <param name="ClockSkewMilliseconds">Its clock minus the server's.</param>
/// <param name="Sources">From its last heartbeat.</param>
/// <param name="Queues">From its last heartbeat.</param>
/// <param name="ResidentBytes">Memory of the agent as its operating system measures it.</param>
/// <param name="CpuMilliseconds">Processor time of the agent since it started.</param>
/// <param name="GapCount">Gap records of it.</param>
internal sealed record DeviceResponse(
    Guid Id,
    Guid TenantId,
    string TenantName,
    string HostName,
    string OperatingSystem,
    string AgentVersion,
    string State,
    DateTimeOffset EnrolledAt,
    DateTimeOffset? LastSeenAt,
    long ClockSkewMilliseconds,
    IReadOnlyList<SourceResponse> Sources,
    IReadOnlyList<QueueResponse> Queues,
    ulong ResidentBytes,
    ulong CpuMilliseconds,
    int GapCount);
