using SecWatch.Agent.Pipeline;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Spool;

/// <summary>Lets events in while every lane they need is under its quota; a full lane never shuts another.</summary>
/// <remarks>
/// Looked at before a block is queued, so a lane may exceed its quota by what was queued at that moment. The room of
/// the lane <c>critical</c> is its own: no amount of other events can use it up. Above its quota lies a reserve of a
/// quarter for gap records alone, so that a loss can be told while the lane is full; sources sum up what does not fit
/// even there.
/// </remarks>
internal sealed class LaneQuota(SpoolOptions options)
{
    private readonly long[] used = new long[Lanes.Count];
    private readonly AsyncPulse released = new();

    /// <param name="laneBits">Lanes of events: each must be under its quota.</param>
    /// <param name="hasGaps">Whether there are gap records besides: these may use the reserve.</param>
    public bool HasRoom(int laneBits, bool hasGaps)
    {
        var critical = options.QuotaBytes(Lane.Critical);
        if (hasGaps && Interlocked.Read(ref used[Lanes.Index(Lane.Critical)]) >= critical + (critical / 4))
        {
            return false;
        }

        foreach (var lane in Lanes.All)
        {
            if ((laneBits & (1 << (int)lane)) != 0
                && Interlocked.Read(ref used[Lanes.Index(lane)]) >= options.QuotaBytes(lane))
            {
                return false;
            }
        }

        return true;
    }

    public async ValueTask WaitForRoomAsync(int laneBits, bool hasGaps, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = released.Next;
            if (HasRoom(laneBits, hasGaps))
            {
                return;
            }

            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Says how many bytes the spool holds of a lane now.</summary>
    public void SetUsed(Lane lane, long bytes)
    {
        if (Interlocked.Exchange(ref used[Lanes.Index(lane)], bytes) > bytes)
        {
            released.Beat();
        }
    }
}
