using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Sources;

namespace SecWatch.Agent.Tests.Sources.Linux;

/// <summary>A pipeline that keeps everything, for sources that listen to the real kernel.</summary>
internal sealed class LinuxSourceContext(Dictionary<string, byte[]>? saved = null) : ISourceContext
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly Dictionary<string, byte[]> positions = new(saved ?? [], StringComparer.Ordinal);
    private readonly List<SeenEvent> events = [];
    private readonly List<(SourceState State, string Reason)> reports = [];
    private readonly HashSet<EventBlock> handedOver = [];
    private TaskCompletionSource changed = NewSignal();
    private volatile bool isFull;
    private long dropped;

    public TimeProvider Time => TimeProvider.System;

    public string Computer => "test";

    public IReadOnlyDictionary<string, byte[]> Positions { get; } = saved ?? [];

    public bool IsFull
    {
        get => isFull;
        set => isFull = value;
    }

    public long Dropped => Interlocked.Read(ref dropped);

    public Dictionary<string, byte[]> Committed
    {
        get
        {
            lock (gate)
            {
                return new Dictionary<string, byte[]>(positions, StringComparer.Ordinal);
            }
        }
    }

    public IReadOnlyList<SeenEvent> Events
    {
        get
        {
            lock (gate)
            {
                return [.. events];
            }
        }
    }

    public IReadOnlyList<(SourceState State, string Reason)> Reports
    {
        get
        {
            lock (gate)
            {
                return [.. reports];
            }
        }
    }

    public EventBlock Rent()
    {
        var block = new EventBlock();
        block.Reset("test");
        return block;
    }

    public ValueTask PostAsync(EventBlock block, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Keep(block);
        return ValueTask.CompletedTask;
    }

    public bool TryPost(EventBlock block)
    {
        if (isFull)
        {
            return false;
        }

        Keep(block);
        return true;
    }

    public void Report(SourceState state, string reason)
    {
        lock (gate)
        {
            reports.Add((state, reason));
        }

        Signal();
    }

    public void CountDropped(long count)
    {
        Interlocked.Add(ref dropped, count);
        Signal();
    }

    /// <summary>Waits until what was seen satisfies the condition; fails loudly when it never does.</summary>
    public async Task UntilAsync(Func<LinuxSourceContext, bool> condition)
    {
        using var timeout = new CancellationTokenSource(Deadline);
        while (true)
        {
            var next = changed.Task;
            if (condition(this))
            {
                return;
            }

            await next.WaitAsync(timeout.Token);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Keep(EventBlock block)
    {
        lock (gate)
        {
            Assert.True(handedOver.Add(block), "a block was posted twice");
            events.AddRange(SeenEvent.ReadAll(block));
            foreach (var change in block.Positions)
            {
                if (change.Position is null)
                {
                    positions.Remove(change.Key);
                }
                else
                {
                    positions[change.Key] = change.Position;
                }
            }
        }

        Signal();
    }

    private void Signal() => Interlocked.Exchange(ref changed, NewSignal()).TrySetResult();
}
