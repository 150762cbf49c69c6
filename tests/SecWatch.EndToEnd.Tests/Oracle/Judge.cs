using SecWatch.Protos.AgentEvents;

namespace SecWatch.EndToEnd.Tests.Oracle;

/// <summary>Compares what was produced with what the store holds.</summary>
internal static class Judge
{
    private static readonly TimeSpan NearBy = TimeSpan.FromSeconds(5);

    // Between the kernel's notice and the agent's time stamp.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(100);

    /// <summary>Every line is in the store exactly once.</summary>
    public static void LinesAreExactlyOnce(StoreContent store, LineProducer lines)
    {
        var counts = new int[lines.Count + 1];
        foreach (var message in store.Values("log:oracle", 0, "Message"))
        {
            var number = LineProducer.NumberOf(message);
            Assert.InRange(number, 1, lines.Count);
            counts[number]++;
        }

        var lost = Enumerable.Range(1, lines.Count).Where(number => counts[number] == 0).ToList();
        var doubled = Enumerable.Range(1, lines.Count).Where(number => counts[number] > 1).ToList();
        Assert.True(
            lost.Count == 0 && doubled.Count == 0,
            $"{lines.Count} lines: {lost.Count} lost (from {lost.FirstOrDefault()}), {doubled.Count} doubled (from {doubled.FirstOrDefault()}). "
            + string.Join("; ", store.Gaps));
    }

    /// <summary>
    /// No process start is in the store twice, and each that is missing ran within a gap that counts it.
    /// </summary>
    /// <returns>How many were missing and accounted for.</returns>
    public static int ProcessesAreOnceOrInAGap(StoreContent store, ProcessProducer processes)
    {
        var counts = new int[processes.Count + 1];
        foreach (var commandLine in store.Values("process", 1, "CommandLine"))
        {
            var number = processes.NumberOf(commandLine);
            if (number > 0)
            {
                counts[number]++;
            }
        }

        var gaps = store.Gaps.Where(gap => string.Equals(gap.Source, "process", StringComparison.Ordinal)).ToList();
        var room = gaps.ToDictionary(gap => gap, gap => gap.CountKind == GapCount.Unknown ? long.MaxValue : gap.Count);
        var nameless = store.NamelessStarts.ToList();
        var missing = 0;
        for (var number = 1; number <= processes.Count; number++)
        {
            Assert.True(counts[number] <= 1, $"Process {number} is in the store {counts[number]} times.");
            if (counts[number] == 0)
            {
                var (from, to) = processes.Run(number);
                if (nameless.FindIndex(time => time >= from - Slack && time <= to + Slack) is var known and >= 0)
                {
                    // It ended before it could be read, and was reported with what is known.
                    nameless.RemoveAt(known);
                    continue;
                }

                missing++;
                var gap = gaps.Find(candidate => candidate.From <= to && candidate.To >= from && room[candidate] > 0);
                Assert.True(gap is not null, $"Process {number} ({from:O} to {to:O}) is missing, and no gap "
                    + $"has room for it: {string.Join("; ", gaps.Where(near => near.To > from - NearBy && near.From < to + NearBy)
                        .Select(near => $"{near.From:O} to {near.To:O}, {near.CountKind} {near.Count}, {near.Reason}"))}");
                room[gap]--;
            }
        }

        return missing;
    }
}
