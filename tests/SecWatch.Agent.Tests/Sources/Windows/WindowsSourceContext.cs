using Microsoft.Extensions.Time.Testing;
using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Sources;

namespace SecWatch.Agent.Tests.Sources.Windows;

/// <summary>A source's surroundings in memory: keeps what is posted, and the positions for the next start.</summary>
internal sealed class WindowsSourceContext : ISourceContext
{
    private readonly Dictionary<string, byte[]> durable = new(StringComparer.Ordinal);

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    public TimeProvider Time => Clock;

    public string Computer => "PC-01";

    public string SourceId { get; init; } = "import";

    /// <summary>As of the last <see cref="Restart"/>, as the contract has it.</summary>
    public IReadOnlyDictionary<string, byte[]> Positions { get; private set; } =
        new Dictionary<string, byte[]>(StringComparer.Ordinal);

    public List<EventRow> Rows { get; } = [];

    public List<(SourceState State, string Reason)> Reports { get; } = [];

    public IEnumerable<EventRow> Events => Rows.Where(row => !row.IsGap);

    public IEnumerable<EventRow> Gaps => Rows.Where(row => row.IsGap);

    public long Dropped { get; private set; }

    public int Blocks { get; private set; }

    /// <summary>Called after each block, before the source goes on.</summary>
    public Action<WindowsSourceContext> Posted { get; set; } = _ => { };

    public EventBlock Rent()
    {
        var block = new EventBlock();
        block.Reset(SourceId);
        return block;
    }

    public ValueTask PostAsync(EventBlock block, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Rows.AddRange(EventRow.ReadAll(block));
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

        Blocks++;
        Posted(this);
        return ValueTask.CompletedTask;
    }

    public bool TryPost(EventBlock block) => throw new NotSupportedException("These sources can wait.");

    public void Report(SourceState state, string reason) => Reports.Add((state, reason));

    public void CountDropped(long count) => Dropped += count;

    /// <summary>The agent starts again: what is durable is what the source finds.</summary>
    public void Restart() => Positions = new Dictionary<string, byte[]>(durable, StringComparer.Ordinal);
}
