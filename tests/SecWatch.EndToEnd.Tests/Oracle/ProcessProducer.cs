using System.Diagnostics;
using System.Globalization;

namespace SecWatch.EndToEnd.Tests.Oracle;

/// <summary>Starts numbered programs, one after the other, and knows when each began and ended.</summary>
internal sealed class ProcessProducer(string mark)
{
    private readonly List<(DateTimeOffset From, DateTimeOffset To)> runs = [];

    /// <summary>Programs started so far; their numbers are 1 to this.</summary>
    public int Count => runs.Count;

    public (DateTimeOffset From, DateTimeOffset To) Run(int number) => runs[number - 1];

    /// <summary>Reads the number back out of a command line; 0 where it has none.</summary>
    public int NumberOf(string commandLine)
    {
        var at = commandLine.IndexOf(mark, StringComparison.Ordinal);
        return at >= 0 && int.TryParse(
            commandLine.AsSpan(at + mark.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    public void Start(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var from = TimeProvider.System.GetUtcNow();
            using var process = Process.Start("/bin/true", [string.Create(CultureInfo.InvariantCulture, $"{mark}-{runs.Count + 1}")]);
            process.WaitForExit();
            runs.Add((from, TimeProvider.System.GetUtcNow()));
        }
    }
}
