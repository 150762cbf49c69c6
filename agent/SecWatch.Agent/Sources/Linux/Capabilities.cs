using System.Globalization;

namespace SecWatch.Agent.Sources.Linux;

/// <summary>The rights that this process has at the kernel: capabilities(7).</summary>
/// <remarks>Root without one of them, as in a container, is not enough, and a service with one of them is.</remarks>
internal readonly record struct Capabilities(ulong Effective)
{
    private const string Line = "CapEff:";

    public bool MaySubscribe => Has(12);

    public bool MayReadProcesses => Has(19);

    public bool MayReadFiles => Has(1) || Has(2);

    public bool MayRunFirst => Has(23);

    /// <summary>Those of this process; none where the kernel does not tell.</summary>
    public static Capabilities Read()
    {
        try
        {
            return Parse(File.ReadAllText("/proc/self/status"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <param name="status">The text of /proc/PID/status: proc_pid_status(5).</param>
    public static Capabilities Parse(ReadOnlySpan<char> status)
    {
        foreach (var line in status.EnumerateLines())
        {
            if (line.StartsWith(Line, StringComparison.Ordinal)
                && ulong.TryParse(
                    line[Line.Length..].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                    out var mask))
            {
                return new Capabilities(mask);
            }
        }

        return default;
    }

    private bool Has(int number) => (Effective & (1UL << number)) != 0;
}
