namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>Makes every processor send a notification, so that its sequence number is known.</summary>
/// <remarks>
/// A processor that lost notifications tells of the hole with its next one only, which on a quiet computer may be long
/// after. The end of a thread is a notification of the processor that it ran on. A processor that this process may not
/// use is left out: it tells when something else happens on it.
/// </remarks>
internal static class ProcessorProbe
{
    private const int StackBytes = 128 * 1024;
    private const int ProcessorCountMax = 1024;

    public static void Run()
    {
        var count = Math.Min(ProcessorCount(), ProcessorCountMax);
        for (var processor = 0; processor < count; processor++)
        {
            var here = processor;
            var thread = new Thread(() => MoveTo(here), StackBytes) { IsBackground = true, Name = "process-probe" };
            thread.Start();
            thread.Join();
        }
    }

    // Not Environment.ProcessorCount: that is what this process may use, numbered anew.
    private static int ProcessorCount()
    {
        var count = 0;
        foreach (var line in File.ReadLines("/proc/stat"))
        {
            if (!line.StartsWith("cpu", StringComparison.Ordinal))
            {
                break;
            }

            count++;
        }

        return count - 1;
    }

    private static unsafe void MoveTo(int processor)
    {
        var mask = stackalloc ulong[ProcessorCountMax / 64];
        new Span<ulong>(mask, ProcessorCountMax / 64).Clear();
        mask[processor / 64] = 1UL << (processor % 64);
        _ = LibC.SetAffinity(0, ProcessorCountMax / 8, mask);
    }
}
