using SecWatch.Agent.Sources;

namespace SecWatch.Agent.Pipeline;

/// <summary>The rest of the agent as one run of one source sees it.</summary>
internal sealed class SourceContext(
    SourceCounters counters,
    BlockQueue queue,
    BlockPool pool,
    TimeProvider time,
    string computer,
    IReadOnlyDictionary<string, byte[]> positions,
    Action<SourceState, string> stateChanged) : ISourceContext
{
    public TimeProvider Time => time;

    public string Computer => computer;

    public IReadOnlyDictionary<string, byte[]> Positions => positions;

    public EventBlock Rent() => pool.Rent(counters.SourceId);

    public ValueTask PostAsync(EventBlock block, CancellationToken cancellationToken) =>
        queue.PostAsync(block, counters, cancellationToken);

    public bool TryPost(EventBlock block) => queue.TryPost(block, counters);

    public void Report(SourceState state, string reason)
    {
        if (counters.TrySetState(state, reason))
        {
            stateChanged(state, reason);
        }
    }

    public void CountDropped(long count) => counters.CountDropped(count);
}
