namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>Counts lost messages by the holes in each processor's sequence.</summary>
internal sealed class SequenceWatch
{
    private readonly Dictionary<uint, (uint Sequence, ulong TimestampNs)> last = [];

    /// <param name="sinceNs">The kernel's time of the last message before the hole.</param>
    /// <returns>How many messages of this processor are missing just before this one.</returns>
    public long Observe(in ProcessNotification notification, out ulong sinceNs)
    {
        var known = last.TryGetValue(notification.Cpu, out var before);
        last[notification.Cpu] = (notification.Sequence, notification.TimestampNs);
        sinceNs = before.TimestampNs;
        if (!known)
        {
            return 0;
        }

        // The counter wraps at 32 bits. A step backwards is not a loss of billions.
        var missing = unchecked(notification.Sequence - before.Sequence - 1);
        return missing > int.MaxValue ? 0 : missing;
    }
}
