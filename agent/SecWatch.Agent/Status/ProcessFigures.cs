using System.Diagnostics;
using System.Globalization;

namespace SecWatch.Agent.Status;

/// <summary>Memory and processor time of this process, as the operating system counts them.</summary>
internal readonly record struct ProcessFigures(ulong ResidentBytes, ulong PrivateBytes, ulong CpuMilliseconds)
{
    public static ProcessFigures Read()
    {
        var cpu = (ulong)Environment.CpuUsage.TotalTime.TotalMilliseconds;
        if (OperatingSystem.IsLinux() && TryReadLinux(out var resident, out var priv))
        {
            return new ProcessFigures(resident, priv, cpu);
        }

        using var process = Process.GetCurrentProcess();
        return new ProcessFigures((ulong)process.WorkingSet64, (ulong)process.PrivateMemorySize64, cpu);
    }

    // proc(5): the roll-up sums the mappings; private is what would be free again if this process ended.
    private static bool TryReadLinux(out ulong resident, out ulong priv)
    {
        (resident, priv) = (0, 0);
        try
        {
            foreach (var line in File.ReadLines("/proc/self/smaps_rollup"))
            {
                if (line.StartsWith("Rss:", StringComparison.Ordinal))
                {
                    resident = Kibibytes(line);
                }
                else if (line.StartsWith("Private_Clean:", StringComparison.Ordinal)
                    || line.StartsWith("Private_Dirty:", StringComparison.Ordinal))
                {
                    priv += Kibibytes(line);
                }
            }

            return resident > 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static ulong Kibibytes(string line)
    {
        var number = line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).Trim();
        var end = number.IndexOf(' ');
        return 1024 * ulong.Parse(end < 0 ? number : number[..end], NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
