using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Sources;

namespace SecWatch.Agent.Tests.Sources.Windows.EventLog;

/// <summary>Passes everything on to another context, one call at a time, and tells of each report and block.</summary>
internal sealed class WatchedContext(ISourceContext inner, Action changed) : ISourceContext
{
    private readonly Lock gate = new();

    public TimeProvider Time => inner.Time;

    public string Computer => inner.Computer;

    public IReadOnlyDictionary<string, byte[]> Positions => inner.Positions;

    public EventBlock Rent() => inner.Rent();

    public async ValueTask PostAsync(EventBlock block, CancellationToken cancellationToken)
    {
        ValueTask posted;
        lock (gate)
        {
            posted = inner.PostAsync(block, cancellationToken);
        }

        await posted;
        changed();
    }

    public bool TryPost(EventBlock block) => inner.TryPost(block);

    public void Report(SourceState state, string reason)
    {
        lock (gate)
        {
            inner.Report(state, reason);
        }

        changed();
    }

    public void CountDropped(long count) => inner.CountDropped(count);
}
