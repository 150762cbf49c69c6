using System.Threading.Channels;

namespace SecWatch.Agent.Pipeline;

/// <summary>The queue between the sources and the batcher, with the quota of the spool as its gate.</summary>
internal sealed class BlockQueue(PipelineOptions options, Spool.LaneQuota quota)
{
    // Bounded, FullMode.Wait: a pull source waits in PostAsync and so stops reading; a source that cannot wait uses
    // TryPost, is told that there is no room, and accounts for what it leaves out.
    private readonly Channel<PostedBlock> channel = Channel.CreateBounded<PostedBlock>(
        new BoundedChannelOptions(options.QueueBlocksMax)
        {
            FullMode = BoundedChannelFullMode.Wait,
            SingleReader = true,
        });

    public ChannelReader<PostedBlock> Reader => channel.Reader;

    public async ValueTask PostAsync(EventBlock block, SourceCounters counters, CancellationToken cancellationToken)
    {
        await quota.WaitForRoomAsync(block.QuotaBits, block.HasGaps, cancellationToken);
        counters.CountPosted(block.Count);
        var written = false;
        try
        {
            await channel.Writer.WriteAsync(new PostedBlock(block, counters), cancellationToken);
            written = true;
        }
        finally
        {
            if (!written)
            {
                counters.UncountPosted(block.Count);
            }
        }
    }

    public bool TryPost(EventBlock block, SourceCounters counters)
    {
        if (!quota.HasRoom(block.QuotaBits, block.HasGaps))
        {
            return false;
        }

        // Counted before it is written: the batcher may be done with the block before this method returns.
        var events = block.Count;
        counters.CountPosted(events);
        if (channel.Writer.TryWrite(new PostedBlock(block, counters)))
        {
            return true;
        }

        counters.UncountPosted(events);
        return false;
    }

    /// <summary>Makes the batcher look at the clock. A full queue needs no such reminder.</summary>
    public void Nudge() => channel.Writer.TryWrite(default);

    /// <summary>No more blocks come; the batcher ends when it has taken the last one.</summary>
    public void Complete() => channel.Writer.TryComplete();
}
