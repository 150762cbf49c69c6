using System.Globalization;

namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>Lists the numbers of all processes that /proc shows.</summary>
internal static class ProcessScan
{
    public static IEnumerable<int> ProcessIds()
    {
        foreach (var path in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(
                Path.GetFileName(path.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var processId))
            {
                yield return processId;
            }
        }
    }
}
