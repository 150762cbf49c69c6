using System.Globalization;

namespace SecWatch.Agent.Sources.Linux;

/// <summary>Gives memory of this process back to Linux that it does not need now.</summary>
internal static class LinuxMemory
{
    private const int DontNeed = 4;

    /// <summary>Free memory of the C library's heap, and the pages of programs that only the start needed.</summary>
    public static unsafe void Trim()
    {
        try
        {
            _ = LibC.MallocTrim(0);
            foreach (var (start, bytes) in FindCleanText(File.ReadLines("/proc/self/smaps")))
            {
                _ = LibC.MemoryAdvise((void*)start, bytes, DontNeed);
            }
        }
        catch (Exception failure) when (failure is EntryPointNotFoundException or IOException
            or UnauthorizedAccessException)
        {
            // Only glibc has malloc_trim(3); and without /proc nothing is known that could be given back.
        }
    }

    /// <summary>Mapped program text: executable, not writable, from a file, without a page changed in memory.</summary>
    /// <remarks>
    /// The kernel reads such a page again from the file when it is touched: madvise(2), MADV_DONTNEED. A mapping with a
    /// changed page (proc(5), "Anonymous") must never be given back: the change would be lost.
    /// </remarks>
    /// <param name="lines">The lines of /proc/PID/smaps.</param>
    internal static List<(nuint Start, nuint Bytes)> FindCleanText(IEnumerable<string> lines)
    {
        var found = new List<(nuint, nuint)>();
        (nuint Start, nuint Bytes) text = default;
        foreach (var line in lines)
        {
            if (TryParseText(line, out var start, out var bytes))
            {
                text = (start, bytes);
            }
            else if (!line.AsSpan(0, Math.Min(line.Length, 17)).Contains(':'))
            {
                text = default;
            }
            else if (text.Bytes > 0 && line.StartsWith("Anonymous:", StringComparison.Ordinal))
            {
                if (line.AsSpan(10).Trim().SequenceEqual("0 kB"))
                {
                    found.Add(text);
                }

                text = default;
            }
        }

        return found;
    }

    // START-END r-xp OFFSET DEVICE INODE /PATH
    private static bool TryParseText(string line, out nuint start, out nuint bytes)
    {
        (start, bytes) = (0, 0);
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var dash = line.IndexOf('-', StringComparison.Ordinal);
        if (dash <= 0 || space < dash || !line.AsSpan(space + 1).StartsWith("r-xp ") || !line.Contains('/')
            || !ulong.TryParse(
                line.AsSpan(0, dash), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var from)
            || !ulong.TryParse(
                line.AsSpan(dash + 1, space - dash - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                out var to)
            || to <= from)
        {
            return false;
        }

        (start, bytes) = ((nuint)from, (nuint)(to - from));
        return true;
    }
}
