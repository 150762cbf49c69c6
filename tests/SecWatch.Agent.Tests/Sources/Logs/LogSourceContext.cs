using System.Threading.Channels;
using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Sources;
using SecWatch.Protos.AgentEvents;

namespace SecWatch.Agent.Tests.Sources.Logs;

/// <summary>
/// The rest of the agent, for one log source: what is posted is durable at once, or lost with its positions.
/// </summary>
internal sealed class LogSourceContext(TimeProvider time) : ISourceContext
{
    private readonly Dictionary<string, byte[]> durable = new(StringComparer.Ordinal);
    private readonly Channel<PostedEvent> arrivals = Channel.CreateBounded<PostedEvent>(
        new BoundedChannelOptions(100_000) { FullMode = BoundedChannelFullMode.DropWrite });

    private Dictionary<string, byte[]> atStart = [];

    public TimeProvider Time { get; } = time;

    public string Computer => "pc-1";

    public IReadOnlyDictionary<string, byte[]> Positions => atStart;

    /// <summary>The positions that are durable now.</summary>
    public IReadOnlyDictionary<string, byte[]> Durable => durable;

    public List<PostedEvent> Events { get; } = [];

    public IEnumerable<PostedEvent> Lines =>
        Events.Where(static posted => posted.IsFrom(AgentEvent.LogProvider));

    public List<string> Messages => [.. Lines.Select(static line => line.Message)];

    public List<PostedEvent> Gaps =>
        [.. Events.Where(static posted => posted.IsFrom(AgentEvent.Provider))];

    public ChannelReader<PostedEvent> Arrivals => arrivals.Reader;

    public (SourceState State, string Reason) LastReport { get; private set; }

    public Channel<(SourceState State, string Reason)> Reports { get; } =
        Channel.CreateBounded<(SourceState, string)>(1_000);

    public int BlockCount { get; private set; }

    public int LargestBlock { get; private set; }

    /// <summary>After this many more blocks the agent is killed: a post throws and keeps nothing.</summary>
    public int? BlocksUntilCrash { get; set; }

    /// <summary>Starts over from the durable positions.</summary>
    public void Restart() => atStart = new Dictionary<string, byte[]>(durable, StringComparer.Ordinal);

    public EventBlock Rent()
    {
        var block = new EventBlock();
        block.Reset("log:test");
        return block;
    }

    public ValueTask PostAsync(EventBlock block, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (BlocksUntilCrash is { } left)
        {
            BlocksUntilCrash = left > 0 ? left - 1 : null;
            if (left == 0)
            {
                throw new OperationCanceledException("killed");
            }
        }

        foreach (var change in block.Positions)
        {
            if (change.Position is null)
            {
                durable.Remove(change.Key);
            }
            else
            {
                durable[change.Key] = change.Position;
            }
        }

        BlockCount++;
        LargestBlock = Math.Max(LargestBlock, block.Count);
        foreach (var posted in PostedEvent.ReadAll(block))
        {
            Events.Add(posted);
            arrivals.Writer.TryWrite(posted);
        }

        return ValueTask.CompletedTask;
    }

    public bool TryPost(EventBlock block) => false;

    public void Report(SourceState state, string reason)
    {
        LastReport = (state, reason);
        Reports.Writer.TryWrite(LastReport);
    }

    public void CountDropped(long count) => Assert.Fail("A log source waits and drops nothing.");
}
