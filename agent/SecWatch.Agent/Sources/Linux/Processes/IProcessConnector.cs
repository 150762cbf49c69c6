namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>A subscription to the kernel's process events.</summary>
internal interface IProcessConnector : IDisposable
{
    /// <summary>Subscribes. <paramref name="reason"/> says in one sentence why it could not.</summary>
    ConnectorOutcome Open(out string reason);

    /// <summary>Waits a fraction of a second at most for the next message.</summary>
    ReceiveOutcome Receive(out ProcessNotification notification);
}
