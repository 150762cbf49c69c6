using SecWatch.Agent.Sources.Linux.Processes;

namespace SecWatch.Agent.Tests.Sources.Linux.Processes;

/// <summary>A connector whose reader can be held, so that the kernel's buffer overflows for certain.</summary>
internal sealed class HeldConnector(NetlinkProcessConnector inner) : IProcessConnector
{
    private readonly ManualResetEventSlim go = new(initialState: true);
    private TaskCompletionSource? held;

    public ConnectorOutcome Open(out string reason) => inner.Open(out reason);

    public ReceiveOutcome Receive(out ProcessNotification notification)
    {
        if (!go.IsSet)
        {
            held?.TrySetResult();
            go.Wait(CancellationToken.None);
        }

        return inner.Receive(out notification);
    }

    /// <summary>Returns when the reader stands.</summary>
    public Task HoldAsync()
    {
        held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        go.Reset();
        return held.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    public void LetGo() => go.Set();

    public void Dispose()
    {
        go.Set();
        inner.Dispose();
    }
}
