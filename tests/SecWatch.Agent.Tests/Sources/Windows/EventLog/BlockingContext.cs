using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Sources;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Tests.Sources.Windows.EventLog;

/// <summary>A context whose lane <c>bulk</c> is full and stays so.</summary>
internal sealed class BlockingContext(ISourceContext inner) : ISourceContext
{
    public TimeProvider Time => inner.Time;

    public string Computer => inner.Computer;

    public IReadOnlyDictionary<string, byte[]> Positions => inner.Positions;

    public EventBlock Rent() => inner.Rent();

    public async ValueTask PostAsync(EventBlock block, CancellationToken cancellationToken)
    {
        if ((block.LaneBits & (1 << (int)Lane.Bulk)) != 0)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, inner.Time, cancellationToken);
        }

        await inner.PostAsync(block, cancellationToken);
    }

    public bool TryPost(EventBlock block) => inner.TryPost(block);

    public void Report(SourceState state, string reason) => inner.Report(state, reason);

    public void CountDropped(long count) => inner.CountDropped(count);
}
