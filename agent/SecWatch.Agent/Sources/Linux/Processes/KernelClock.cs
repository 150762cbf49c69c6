using System.Buffers.Text;
using System.Diagnostics;

namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>Turns the kernel's clocks into wall time, and reads what the kernel counts since boot.</summary>
/// <remarks>
/// <see cref="Stopwatch"/> is used on purpose: it is CLOCK_MONOTONIC, the clock that the kernel stamps messages with.
/// </remarks>
internal sealed class KernelClock(TimeProvider time)
{
    private const long NsPerStartTick = 10_000_000;
    private const long WallTicksPerStartTick = 100_000;

    private long bootMinusMonotonicNs;

    public static ulong MonotonicNs =>
        (ulong)(Stopwatch.GetTimestamp() * (1_000_000_000 / Stopwatch.Frequency));

    /// <summary>Now, in hundredths of a second since boot, as /proc/PID/stat counts starts.</summary>
    public long NowStartTicks => ((long)MonotonicNs + bootMinusMonotonicNs) / NsPerStartTick;

    /// <summary>Reads how long the computer slept since boot: only the clock of starts counts that.</summary>
    public void Refresh()
    {
        var uptime = File.ReadAllBytes("/proc/uptime");
        if (Utf8Parser.TryParse(uptime, out double seconds, out _))
        {
            bootMinusMonotonicNs = (long)(seconds * 1e9) - (long)MonotonicNs;
        }
    }

    public long StartTicksOf(ulong monotonicNs) => ((long)monotonicNs + bootMinusMonotonicNs) / NsPerStartTick;

    /// <summary>Wall time in ticks (UTC) of a moment of the kernel's clock, by the wall clock of now.</summary>
    public long WallTicksOf(ulong monotonicNs) =>
        time.GetUtcNow().UtcTicks - (((long)MonotonicNs - (long)monotonicNs) / 100);

    public long WallTicksOfStart(long startTicks) =>
        time.GetUtcNow().UtcTicks - ((NowStartTicks - startTicks) * WallTicksPerStartTick);

    public static Guid ReadBootId() =>
        Guid.TryParse(File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(), out var id) ? id : Guid.Empty;

    /// <summary>How many processes and threads were made since boot; 0 where the kernel does not say.</summary>
    public static long ReadForks()
    {
        var text = File.ReadAllBytes("/proc/stat").AsSpan();
        var line = text.IndexOf("\nprocesses "u8);
        return line >= 0 && Utf8Parser.TryParse(text[(line + 11)..], out long forks, out _) ? forks : 0;
    }
}
