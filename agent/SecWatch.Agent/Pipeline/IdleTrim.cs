using Microsoft.Extensions.Hosting;
using SecWatch.Agent.Sources.Linux;

namespace SecWatch.Agent.Pipeline;

/// <summary>Gives memory back to the system when the agent has little to do.</summary>
/// <remarks>
/// What a burst of events or the start made the heap grow to would otherwise stay for good: a quiet agent allocates so
/// little that the collector has no reason to run. Every half minute it looks whether less than a busy agent's share of
/// events came, and whether the heap grew since the last time. A trim takes some ten milliseconds.
/// </remarks>
internal sealed class IdleTrim(SourceRegistry registry, BlockPool pool, TimeProvider time) : BackgroundService
{
    internal const long EventsQuietMax = 3_000;
    internal const long GrowthBytesMin = 2 * 1024 * 1024;
    internal static readonly TimeSpan Period = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(8);

    private long eventsBefore;
    private long committedAfter;

    /// <summary>How often memory was given back.</summary>
    public int TrimCount { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(FirstLook, time, stoppingToken);
        while (true)
        {
            Look();
            await Task.Delay(Period, time, stoppingToken);
        }
    }

    private void Look()
    {
        var events = registry.All().Sum(source => source.EventsIn);
        var isQuiet = events - eventsBefore <= EventsQuietMax;
        eventsBefore = events;
        if (!isQuiet || CommittedBytes() < committedAfter + GrowthBytesMin)
        {
            return;
        }

        pool.Clear();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (OperatingSystem.IsLinux())
        {
            LinuxMemory.Trim();
        }

        committedAfter = CommittedBytes();
        TrimCount++;
    }

    // What the collector holds now; the figures of its last run are older than the allocations since.
    private static long CommittedBytes() =>
        Math.Max(GC.GetTotalMemory(false), GC.GetGCMemoryInfo().TotalCommittedBytes);
}
