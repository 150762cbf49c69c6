using System.Globalization;
using SecWatch.Agent.Pipeline;
using SecWatch.Protos.AgentEvents;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Spool;

/// <summary>Replaces a damaged spool by a new one that holds a gap record and what could be salvaged.</summary>
/// <remarks>
/// Steps, each of which may be the last before a crash: rename <c>spool.db</c> to <c>spool.repair.db</c>; build
/// <c>spool.new.db</c>; rename that to <c>spool.db</c>; rename <c>spool.repair.db</c> to <c>spool.damaged-TIME.db</c>.
/// <see cref="Finish"/> goes on from any of them.
/// </remarks>
internal sealed class SpoolRepair(string folder, Func<byte[]> newIds, TimeProvider time)
{
    private readonly string current = Path.Combine(folder, SpoolStore.FileName);
    private readonly string broken = Path.Combine(folder, "spool.repair.db");
    private readonly string fresh = Path.Combine(folder, "spool.new.db");

    /// <summary>Takes the damaged database, which nobody has open any more, out of use.</summary>
    public void Begin()
    {
        if (File.Exists(current) && !File.Exists(broken))
        {
            Move(current, broken);
        }
    }

    /// <summary>Completes a repair that has begun.</summary>
    /// <returns>Where the damaged database is kept, and how many batches and positions were salvaged; null where there
    /// is nothing to repair.</returns>
    public (string Path, int Batches, int Positions)? Finish()
    {
        if (!File.Exists(broken))
        {
            return null;
        }

        var (batches, positions) = (0, 0);
        if (!File.Exists(current))
        {
            (batches, positions) = Build();
            Move(fresh, current);
        }

        var stamp = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture);
        var aside = Path.Combine(folder, $"spool.damaged-{stamp}.db");
        Move(broken, aside);
        return (aside, batches, positions);
    }

    private static void Move(string from, string to)
    {
        // The log first: a database without its log lacks the last commits, a log without its database is ignored.
        foreach (var suffix in new[] { "-wal", "-shm", "" })
        {
            if (File.Exists(from + suffix))
            {
                File.Move(from + suffix, to + suffix, overwrite: true);
            }
        }
    }

    private static GapRecord Gap(DateTimeOffset from, DateTimeOffset to) => new(
        GapBatch.Source, from < to ? from : to, to, 0, GapCount.Unknown, GapReason.SpoolDamaged, 0, 0,
        "The spool's database was damaged and set aside. Batches that were not acknowledged and could not be read are "
        + "missing; those that could be read are sent again, and some may be stored twice.");

    private (int Batches, int Positions) Build()
    {
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            File.Delete(fresh + suffix);
        }

        var now = time.GetUtcNow();
        var touched = new DateTimeOffset(File.GetLastWriteTimeUtc(broken), TimeSpan.Zero);
        var salvage = new SpoolSalvage(broken);
        salvage.ReadHead();
        var from = salvage.LastCommitTicks > 0 && salvage.LastCommitTicks <= now.UtcTicks
            ? new DateTimeOffset(salvage.LastCommitTicks, TimeSpan.Zero)
            : touched;
        using var database = SpoolDatabase.Open(fresh, newIds);
        var head = new CommitGroup();
        head.Positions.AddRange(salvage.Positions);
        head.Batches.Add(new LaneBatch(Lane.Critical, GapBatch.Encode(Gap(from, now), now)));
        ReadOnlySpan<ulong> none = [0, 0, 0];
        database.Commit([head], none, now.UtcTicks);
        salvage.ReadBatches(group => database.Commit([group], new ulong[Lanes.Count], now.UtcTicks));
        return (salvage.SalvagedBatches, salvage.Positions.Count);
    }
}
