namespace SecWatch.Agent.Sources.Logs;

/// <summary>Finds where the last line of a file begins that has no end yet: following starts there.</summary>
internal static class LineStart
{
    private const int TailBytes = 64 * 1024;

    /// <returns>The offset after the last line end; the file's size where it cannot be read or has none near its
    /// end.</returns>
    public static long FindLast(LogEntry entry, LogSourceOptions options)
    {
        var size = entry.Stat.Size;
        if (LogFiles.TryOpen(entry.Path, out var handle) != FileAccessOutcome.Done || handle is null)
        {
            return size;
        }

        using (handle)
        {
            var tail = new byte[(int)Math.Min(size, TailBytes)];
            var from = size - tail.Length;
            Span<byte> head = stackalloc byte[2];
            try
            {
                var headLength = RandomAccess.Read(handle, head, 0);
                tail = tail[..RandomAccess.Read(handle, tail, from)];
                var isBig = headLength == 2 && head is [0xFE, 0xFF];
                var isWide = isBig || (headLength == 2 && head is [0xFF, 0xFE])
                    || string.Equals(options.Encoding, "utf-16", StringComparison.Ordinal);
                return isWide ? FindWide(tail, from, isBig) ?? size & ~1L : FindNarrow(tail, from) ?? size;
            }
            catch (IOException)
            {
                return size;
            }
        }
    }

    private static long? FindNarrow(ReadOnlySpan<byte> tail, long from)
    {
        var index = tail.LastIndexOf((byte)'\n');
        return index >= 0 ? from + index + 1 : from == 0 ? 0 : null;
    }

    private static long? FindWide(ReadOnlySpan<byte> tail, long from, bool isBig)
    {
        // The offset of the low byte in its letter tells a line end from a letter that has such a byte.
        var low = isBig ? 1 : 0;
        for (var index = tail.Length - 1; index >= 0; index--)
        {
            var other = isBig ? index - 1 : index + 1;
            if (tail[index] == '\n' && ((from + index) & 1) == low
                && other >= 0 && other < tail.Length && tail[other] == 0)
            {
                return from + Math.Max(index, other) + 1;
            }
        }

        return from == 0 ? 0 : null;
    }
}
