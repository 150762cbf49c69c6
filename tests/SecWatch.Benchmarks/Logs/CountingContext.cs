using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Sources;

namespace SecWatch.Benchmarks.Logs;

/// <summary>Takes blocks at once, counts their events and gives them out again.</summary>
internal sealed class CountingContext : ISourceContext
{
    private readonly Stack<EventBlock> free = new();

    public TimeProvider Time => TimeProvider.System;

    public string Computer => "bench";

    public IReadOnlyDictionary<string, byte[]> Positions { get; } =
        new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["started"] = [1] };

    public long EventCount { get; private set; }

    public EventBlock Rent()
    {
        var block = free.TryPop(out var used) ? used : new EventBlock();
        block.Reset("log:bench");
        return block;
    }

    public ValueTask PostAsync(EventBlock block, CancellationToken cancellationToken)
    {
        EventCount += block.Count;
        free.Push(block);
        return ValueTask.CompletedTask;
    }

    public bool TryPost(EventBlock block) => false;

    public void Report(SourceState state, string reason)
    {
    }

    public void CountDropped(long count) => throw new InvalidOperationException("A log source drops nothing.");
}
