using System.Buffers;
using System.Text.Unicode;

namespace SecWatch.Agent.Sources.Logs;

/// <summary>Reads a file from its offset on and writes its whole lines, in chunks of one pooled buffer.</summary>
/// <remarks>
/// A chunk counts only if the file's beginning is as it was after the chunk was read: else the file was cut and
/// rewritten meanwhile, and the chunk may be of either. One file and one thread at a time.
/// </remarks>
internal sealed class LineReader(LogSourceOptions options, LogWriter writer) : IDisposable
{
    private const int ChunkBytes = 256 * 1024;

    private readonly int lineBytesMax = options.LineBytesMax;
    private readonly FileEncoding configured = options.Encoding switch
    {
        "utf-8" => FileEncoding.Utf8,
        "cp932" => FileEncoding.Cp932,
        "utf-16" => FileEncoding.Utf16Little,
        _ => FileEncoding.Detected,
    };

    private byte[]? buffer;
    private int start;
    private int end;
    private bool isUtf8;
    private bool isAtStart;

    /// <summary>Writes lines until the block is full or <paramref name="limit"/> is reached.</summary>
    /// <param name="file">The open file; its offset moves with each line written.</param>
    /// <param name="limit">The file's size when the pass began: a busy writer must not keep the others waiting.</param>
    /// <param name="isFinal">Whether what follows the last line end counts as a line too.</param>
    /// <exception cref="IOException">The file cannot be read at present.</exception>
    public ReadOutcome Read(TrackedFile file, long limit, bool isFinal)
    {
        while (true)
        {
            var isFull = WriteLines(file);
            ExtendFingerprint(file);
            if (isFull)
            {
                return ReadOutcome.BlockFull;
            }

            if (file.Offset >= limit)
            {
                return ReadOutcome.End;
            }

            if (!TryFill(file, isFinal, out var isWholeFile))
            {
                return ReadOutcome.Rewritten;
            }

            if (end == 0)
            {
                return ReadOutcome.End;
            }

            if (FindLineEnd(file, buffer.AsSpan(start, end - start)) < 0)
            {
                if (!(isWholeFile && end - start <= lineBytesMax
                    ? TryWriteRest(file, isFinal)
                    : TryWriteLong(file, isFinal)))
                {
                    Forget();
                    return ReadOutcome.End;
                }
            }
        }
    }

    /// <summary>Takes the longest fingerprint of what was read so far, from the very bytes that were used.</summary>
    private void ExtendFingerprint(TrackedFile file)
    {
        if (file.Fingerprint.Length == PrefixFingerprint.LengthMax || file.Offset <= file.Fingerprint.Length)
        {
            return;
        }

        if (isAtStart && start == file.Offset)
        {
            file.Fingerprint = PrefixFingerprint.Of(buffer.AsSpan(0, start));
        }
        else if (file.Fingerprint.TryExtend(file.Handle!, file.Offset, out var extended))
        {
            file.Fingerprint = extended;
        }
    }

    /// <summary>Drops what was read ahead, before another file is read.</summary>
    public void Forget()
    {
        start = 0;
        end = 0;
        isAtStart = false;
    }

    /// <summary>Gives the buffer back until the next read.</summary>
    public void Dispose()
    {
        Forget();
        if (buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = null;
        }
    }

    /// <returns>true where the block became full.</returns>
    private bool WriteLines(TrackedFile file)
    {
        while (start < end)
        {
            var rest = buffer.AsSpan(start, end - start);
            var length = FindLineEnd(file, rest);
            if (length < 0)
            {
                return false;
            }

            var unit = UnitOf(file);
            WriteLine(file, rest[..Math.Min(length, lineBytesMax)], length, isPartial: false);
            start += length + unit;
            file.Offset += length + unit;
            if (writer.IsFull)
            {
                return true;
            }
        }

        return false;
    }

    private void WriteLine(TrackedFile file, ReadOnlySpan<byte> kept, long length, bool isPartial)
    {
        if (length == kept.Length && !isPartial)
        {
            // The line end of Windows is two letters; a lone one at another place is content.
            kept = file.Encoding switch
            {
                FileEncoding.Utf16Little when kept is [.., (byte)'\r', 0] => kept[..^2],
                FileEncoding.Utf16Big when kept is [.., 0, (byte)'\r'] => kept[..^2],
                FileEncoding.Utf16Little or FileEncoding.Utf16Big => kept,
                _ when kept is [.., (byte)'\r'] => kept[..^1],
                _ => kept,
            };
            length = kept.Length;
        }

        writer.Write(
            new LogLine
            {
                Raw = kept, Offset = file.Offset, FullLength = length, IsPartial = isPartial, IsUtf8 = isUtf8,
            },
            file);
        file.IsDirty = true;
        file.ScannedTo = 0;
    }

    private bool TryFill(TrackedFile file, bool isFinal, out bool isWholeFile)
    {
        buffer ??= ArrayPool<byte>.Shared.Rent(Math.Max(ChunkBytes, lineBytesMax + 64));
        Forget();
        var read = RandomAccess.Read(file.Handle!, buffer, file.Offset);
        isWholeFile = read < buffer.Length;
        if (!file.Fingerprint.TryExtend(file.Handle!, file.Offset, out var extended))
        {
            return false;
        }

        file.Fingerprint = extended;
        end = read;
        isAtStart = file.Offset == 0;
        if (read > 0 && file.Encoding == FileEncoding.Undetermined)
        {
            SkipMark(file, isFinal);
        }

        isUtf8 = file.Encoding is FileEncoding.Utf8
            || (file.Encoding is FileEncoding.Detected && Utf8.IsValid(buffer.AsSpan(0, LastLineEnd(end))));
        return true;
    }

    private int LastLineEnd(int length) => buffer.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;

    /// <summary>Looks for a byte order mark at the start of the file; it decides about the encoding.</summary>
    private void SkipMark(TrackedFile file, bool isFinal)
    {
        Span<byte> head = stackalloc byte[3];
        var length = RandomAccess.Read(file.Handle!, head, 0);
        var mark = head[..length] switch
        {
            [0xFF, 0xFE, ..] => 2,
            [0xFE, 0xFF, ..] => 2,
            [0xEF, 0xBB, 0xBF] => 3,
            _ => 0,
        };
        if (!isFinal && mark == 0 && length < 3 && head[..length] is [0xFF or 0xFE or 0xEF, ..])
        {
            // Perhaps the first byte of a mark: wait for the next one.
            Forget();
            return;
        }

        file.Encoding = head[..length] switch
        {
            [0xFF, 0xFE, ..] => FileEncoding.Utf16Little,
            [0xFE, 0xFF, ..] => FileEncoding.Utf16Big,
            _ => configured,
        };
        if (file.Offset == 0)
        {
            start = mark;
            file.Offset = mark;
        }
    }

    private bool TryWriteRest(TrackedFile file, bool isFinal)
    {
        var length = end - start;
        if (!isFinal || length == 0)
        {
            file.ScannedTo = file.Offset + length;
            return false;
        }

        isUtf8 = false;
        WriteLine(file, buffer.AsSpan(start, length), length, isPartial: true);
        file.Offset += length;
        start = end;
        return true;
    }

    /// <summary>A line longer than may be kept: looks for its end without keeping what lies between.</summary>
    private bool TryWriteLong(TrackedFile file, bool isFinal)
    {
        var unit = UnitOf(file);
        var rented = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            var position = Math.Max(file.ScannedTo, file.Offset + (end - start));
            position -= (position - file.Offset) % unit;
            var found = -1;
            int read;
            while ((read = RandomAccess.Read(file.Handle!, rented, position)) > 0)
            {
                found = FindLineEnd(file, rented.AsSpan(0, read));
                if (found >= 0 || read < unit)
                {
                    break;
                }

                position += read - (read % unit);
            }

            if (found < 0 && !isFinal)
            {
                file.ScannedTo = position + read;
                return false;
            }

            isUtf8 = false;
            var length = position + Math.Max(found, read < unit ? read : 0) - file.Offset;
            var kept = buffer.AsSpan(start, (int)Math.Min(length, Math.Min(lineBytesMax, end - start)));
            WriteLine(file, kept, length, isPartial: found < 0);
            file.Offset += length + (found < 0 ? 0 : unit);
            Forget();
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static int UnitOf(TrackedFile file) =>
        file.Encoding is FileEncoding.Utf16Little or FileEncoding.Utf16Big ? 2 : 1;

    private static int FindLineEnd(TrackedFile file, ReadOnlySpan<byte> bytes)
    {
        if (UnitOf(file) == 1)
        {
            return bytes.IndexOf((byte)'\n');
        }

        var low = file.Encoding == FileEncoding.Utf16Little ? 0 : 1;
        for (var from = 0; from + 1 < bytes.Length;)
        {
            var found = bytes[from..].IndexOf((byte)'\n');
            if (found < 0)
            {
                return -1;
            }

            var letter = (from + found) & ~1;
            if (((from + found) & 1) == low && letter + 1 < bytes.Length && bytes[letter + 1 - low] == 0)
            {
                return letter;
            }

            from = letter + 2;
        }

        return -1;
    }
}
