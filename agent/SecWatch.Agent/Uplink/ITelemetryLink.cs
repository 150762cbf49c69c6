namespace SecWatch.Agent.Uplink;

/// <summary>Opens streams to the server.</summary>
internal interface ITelemetryLink
{
    /// <summary>Whether there is a certificate to connect with.</summary>
    bool IsEnrolled { get; }

    /// <summary>The server as the operator wrote it, for status and messages.</summary>
    string Server { get; }

    ITelemetryStream Open(CancellationToken cancellationToken);
}
