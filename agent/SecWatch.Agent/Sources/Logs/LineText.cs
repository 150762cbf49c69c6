using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace SecWatch.Agent.Sources.Logs;

/// <summary>
/// Turns the bytes of a line into UTF-8. Bytes that are no text in the line's encoding stay as they are.
/// </summary>
/// <remarks>One thread at a time: a result lies in a buffer that the next call uses again.</remarks>
internal sealed class LineText
{
    private static Encoding? cp932;

    private char[] letters = [];
    private byte[] bytes = [];

    /// <summary>Converts a line.</summary>
    /// <param name="raw">The line's bytes in the file.</param>
    /// <param name="encoding">The file's encoding.</param>
    /// <param name="isCut">Whether the line was longer, so that its last letter may be incomplete.</param>
    /// <param name="name">The name of the encoding that was converted from; empty where nothing was.</param>
    public ReadOnlySpan<byte> ToUtf8(
        ReadOnlySpan<byte> raw, FileEncoding encoding, bool isCut, out ReadOnlySpan<byte> name)
    {
        name = default;
        switch (encoding)
        {
            case FileEncoding.Utf16Little:
                name = "utf-16le"u8;
                return FromUtf16(raw, isBigEndian: false);
            case FileEncoding.Utf16Big:
                name = "utf-16be"u8;
                return FromUtf16(raw, isBigEndian: true);
            case FileEncoding.Cp932 when !Ascii.IsValid(raw):
            case FileEncoding.Detected when !Utf8.IsValid(isCut ? TrimUtf8(raw) : raw):
                if (TryFromCp932(raw, isCut, out var text))
                {
                    name = "cp932"u8;
                    return text;
                }

                return raw;
            case FileEncoding.Utf8:
            case FileEncoding.Undetermined:
            case FileEncoding.Cp932:
            case FileEncoding.Detected:
            default:
                return isCut ? TrimUtf8(raw) : raw;
        }
    }

    /// <summary>Leaves out a last letter of which bytes are missing.</summary>
    private static ReadOnlySpan<byte> TrimUtf8(ReadOnlySpan<byte> raw)
    {
        var start = raw.Length - 1;
        while (start > 0 && raw.Length - start < 4 && (raw[start] & 0xC0) == 0x80)
        {
            start--;
        }

        return start > 0 && raw[start] >= 0xC0 && !Utf8.IsValid(raw[start..]) ? raw[..start] : raw;
    }

    private bool TryFromCp932(ReadOnlySpan<byte> raw, bool isCut, out ReadOnlySpan<byte> text)
    {
        text = default;
        var length = MeasureCp932(raw);
        if (length < raw.Length && !(isCut && length == raw.Length - 1))
        {
            return false;
        }

        // With a fallback of its own it would not know the letters that CP932 holds twice (NEC's and IBM's).
        cp932 ??= CodePagesEncodingProvider.Instance.GetEncoding(932)!;
        EnsureCapacity(length);
        var decoded = letters.AsSpan(0, cp932.GetChars(raw[..length], letters));
        if (decoded.ContainsAny('\u30FB', '?') && HasUndefined(decoded, raw[..length]))
        {
            return false;
        }

        text = bytes.AsSpan(0, Encoding.UTF8.GetBytes(decoded, bytes));
        return true;
    }

    /// <summary>
    /// Whether there are more middle dots or question marks than were written: they stand for no letter.
    /// </summary>
    private static bool HasUndefined(ReadOnlySpan<char> decoded, ReadOnlySpan<byte> raw)
    {
        var written = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] is (>= 0x81 and <= 0x9F) or (>= 0xE0 and <= 0xFC))
            {
                written += raw[i] == 0x81 && raw[i + 1] is 0x45 ? 1 : 0;
                i++;
            }
            else if (raw[i] == '?')
            {
                written++;
            }
        }

        return decoded.Count('\u30FB') + decoded.Count('?') != written;
    }

    /// <summary>How many bytes from the start on are whole CP932 letters.</summary>
    private static int MeasureCp932(ReadOnlySpan<byte> raw)
    {
        var i = 0;
        while (i < raw.Length)
        {
            var lead = raw[i];
            if (lead < 0x80 || lead is >= 0xA1 and <= 0xDF)
            {
                i++;
                continue;
            }

            var isPair = lead is (>= 0x81 and <= 0x9F) or (>= 0xE0 and <= 0xFC);
            if (!isPair || i + 1 >= raw.Length || raw[i + 1] is < 0x40 or 0x7F or > 0xFC)
            {
                break;
            }

            i += 2;
        }

        return i;
    }

    private ReadOnlySpan<byte> FromUtf16(ReadOnlySpan<byte> raw, bool isBigEndian)
    {
        var count = raw.Length / 2;
        EnsureCapacity(count + 1);
        var units = MemoryMarshal.Cast<char, ushort>(letters.AsSpan(0, count));
        for (var i = 0; i < count; i++)
        {
            units[i] = isBigEndian
                ? BinaryPrimitives.ReadUInt16BigEndian(raw[(i * 2)..])
                : BinaryPrimitives.ReadUInt16LittleEndian(raw[(i * 2)..]);
        }

        var rest = letters.AsSpan(0, count);
        var written = 0;
        while (Utf8.FromUtf16(rest, bytes.AsSpan(written), out var read, out var wrote, false) != OperationStatus.Done)
        {
            // Half a surrogate pair is no letter: its number is kept in the same three bytes as any other would be.
            written += wrote;
            int unit = rest[read];
            bytes[written++] = (byte)(0xE0 | (unit >> 12));
            bytes[written++] = (byte)(0x80 | ((unit >> 6) & 0x3F));
            bytes[written++] = (byte)(0x80 | (unit & 0x3F));
            rest = rest[(read + 1)..];
            if (rest.IsEmpty)
            {
                return AddOddByte(raw, written);
            }
        }

        Utf8.FromUtf16(rest, bytes.AsSpan(written), out _, out var last);
        return AddOddByte(raw, written + last);
    }

    // A file that ends in the middle of a letter has a byte over; it is kept.
    private ReadOnlySpan<byte> AddOddByte(ReadOnlySpan<byte> raw, int written)
    {
        if (raw.Length % 2 != 0)
        {
            bytes[written++] = raw[^1];
        }

        return bytes.AsSpan(0, written);
    }

    private void EnsureCapacity(int count)
    {
        if (letters.Length < count)
        {
            letters = new char[Math.Max(1024, count)];
            bytes = new byte[(Math.Max(1024, count) * 3) + 4];
        }
    }
}
