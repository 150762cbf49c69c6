using System.Collections.Concurrent;

namespace SecWatch.Agent.Pipeline;

/// <summary>Keeps used event blocks, with their buffers, for the next events.</summary>
internal sealed class BlockPool
{
    // An idle agent should be small: a few blocks of usual size are kept, unusually large ones are left to the
    // collector.
    private const int KeptBlocksMax = 8;
    private const int KeptBytesMax = 256 * 1024;

    private readonly ConcurrentBag<EventBlock> blocks = [];

    public EventBlock Rent(string sourceId)
    {
        if (!blocks.TryTake(out var block))
        {
            block = new EventBlock();
        }

        block.Reset(sourceId);
        return block;
    }

    /// <summary>Lets all kept blocks go.</summary>
    public void Clear() => blocks.Clear();

    public void Return(EventBlock block)
    {
        if (block.Capacity <= KeptBytesMax && blocks.Count < KeptBlocksMax)
        {
            blocks.Add(block);
        }
    }
}
