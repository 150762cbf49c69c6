using SecWatch.Agent.Pipeline;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Spool;

/// <summary>Lets events in while every lane they need is under its quota; a full lane never shuts another.</summary>
/// <remarks>
/// Looked at before a block is queued, so a lane may exceed its quota by what was queued at that moment. The room of the
/// lane <c>critical</c> is its own: no amount of other events can use it up.
/// </remarks>
internal sealed class LaneQuota(SpoolOptions options)
{
    private readonly long[] used = new long[Lanes.Count];
    private readonly AsyncPulse released = new();

    public bool HasRoom(int laneBits)
    {
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

    public async ValueTask WaitForRoomAsync(int laneBits, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = released.Next;
            if (HasRoom(laneBits))
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
