using SecWatch.Agent.Sources.Linux.Processes;

namespace SecWatch.Agent.Tests.Sources.Linux.Processes;

/// <summary>A process connector that says what the test wrote down, and then stays quiet.</summary>
internal sealed class ScriptedConnector(
    ConnectorOutcome opening, string reason, params (ReceiveOutcome, ProcessNotification)[] script) : IProcessConnector
{
    private int next;

    public ConnectorOutcome Open(out string why)
    {
        why = reason;
        return opening;
    }

    public ReceiveOutcome Receive(out ProcessNotification notification)
    {
        if (next < script.Length)
        {
            notification = script[next].Item2;
            return script[next++].Item1;
        }

        notification = default;
        Thread.Yield();
        return ReceiveOutcome.Quiet;
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
