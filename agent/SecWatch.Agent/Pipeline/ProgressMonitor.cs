namespace SecWatch.Agent.Pipeline;

/// <summary>Knows whether a stage hangs in a piece of work, for the watchdog of the service manager.</summary>
/// <remarks>
/// A stage enters before a piece of work that must end soon and leaves after it. Waiting for another stage, for events
/// or for room on the disk is not work: an idle agent and one with a full disk are alive.
/// </remarks>
internal sealed class ProgressMonitor(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, long> entered = [];
    private long lastTicket;

    /// <summary>Dispose the result at the end of the work.</summary>
    public Work Enter()
    {
        lock (gate)
        {
            entered.Add(++lastTicket, time.GetTimestamp());
            return new Work(this, lastTicket);
        }
    }

    /// <summary>Whether no piece of work has taken longer than this.</summary>
    public bool IsAlive(TimeSpan longest)
    {
        lock (gate)
        {
            return entered.Values.All(start => time.GetElapsedTime(start) <= longest);
        }
    }

    private void Leave(long ticket)
    {
        lock (gate)
        {
            entered.Remove(ticket);
        }
    }

    /// <summary>A piece of work under way.</summary>
    internal readonly struct Work(ProgressMonitor monitor, long ticket) : IDisposable
    {
        public void Dispose() => monitor.Leave(ticket);
    }
}
