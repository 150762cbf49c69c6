namespace SecWatch.Agent.Sources.Logs;

/// <summary>
/// Takes a syslog line apart: RFC 3164 as daemons write it, the same with RFC 3339 times, and RFC 5424.
/// </summary>
/// <remarks>
/// Nothing of a line is lost: from form, time, host, program, process id and message the line can be written again; a
/// header for which that is not so (odd spaces, more digits than a tick) is marked, and kept as it came.
/// One thread at a time.
/// </remarks>
internal sealed class SyslogParser(SyslogTime time, bool strict)
{
    private const int PriorityMax = 191;
    private const int TagBytesMax = 255;
    private static readonly string[] LevelWords =
        ["TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "FATAL", "CRITICAL"];

    /// <returns>false where the line does not begin as a syslog line does.</returns>
    public bool TryParse(ReadOnlySpan<byte> line, out SyslogHeader header)
    {
        header = default;
        header.Priority = -1;
        header.IsCanonical = true;
        var start = 0;
        if (line.Length < 16 || (line[0] == '<' && !TryReadPriority(line, ref header, out start)))
        {
            return false;
        }

        var rest = line[start..];
        if (start > 0 && rest.StartsWith("1 "u8))
        {
            return TryParseStructured(line, start + 2, ref header);
        }

        int timeLength;
        var isInternet = rest.Length > 0 && rest[0] is >= (byte)'0' and <= (byte)'9';
        if (isInternet)
        {
            if (!time.TryReadInternet(rest, "rfc3339/"u8, out var stamp))
            {
                return false;
            }

            timeLength = stamp.Length;
            header.TimeTicks = stamp.Ticks;
            header.Form = stamp.Form;
            header.IsCanonical &= stamp.IsExact;
        }
        else if (time.TryReadTraditional(rest, out header.TimeTicks, out var isExact))
        {
            timeLength = SyslogTime.TraditionalLength;
            header.Form = "rfc3164"u8;
            header.IsCanonical &= isExact;
        }
        else
        {
            return false;
        }

        if (rest.Length <= timeLength || rest[timeLength] != ' ')
        {
            return false;
        }

        ParseHostAndTag(line, start + timeLength + 1, ref header);
        return !strict || !isInternet || LooksLikeSyslog(header);
    }

    private static void ParseHostAndTag(ReadOnlySpan<byte> line, int hostStart, ref SyslogHeader header)
    {
        var hostLength = line[hostStart..].IndexOf((byte)' ');
        if (hostLength < 0)
        {
            hostLength = line.Length - hostStart;
        }

        var host = line.Slice(hostStart, hostLength);
        var tagStart = hostStart + hostLength + 1;
        if (hostLength == 0 || tagStart > line.Length || host[^1] == ':')
        {
            // Local writers leave the host out, and some lines end after it.
            header.IsCanonical = false;
            tagStart = hostLength > 0 && host[^1] != ':' ? line.Length : hostStart;
            host = hostLength > 0 && host[^1] != ':' ? host : default;
        }

        header.Host = host;
        ParseTag(line, tagStart, ref header);
    }

    private static void ParseTag(ReadOnlySpan<byte> line, int start, ref SyslogHeader header)
    {
        header.MessageStart = start;
        var rest = line[start..];
        var length = rest.IndexOfAny((byte)' ', (byte)':', (byte)'[');
        if (length is <= 0 or > TagBytesMax || rest[length] == ' ')
        {
            return;
        }

        var end = length;
        ReadOnlySpan<byte> processId = default;
        if (rest[length] == '[')
        {
            var close = rest[length..].IndexOf((byte)']');
            if (close is < 0 or > TagBytesMax || length + close + 1 >= rest.Length || rest[length + close + 1] != ':')
            {
                return;
            }

            processId = rest.Slice(length + 1, close - 1);
            end = length + close + 1;
            if (processId.IsEmpty || processId.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            {
                header.IsCanonical = false;
                processId = default;
            }
        }

        header.Program = rest[..length];
        header.ProcessId = processId;
        end++;
        if (end < rest.Length && rest[end] == ' ')
        {
            end++;
        }
        else
        {
            header.IsCanonical = false;
        }

        header.MessageStart = start + end;
    }

    private bool TryParseStructured(ReadOnlySpan<byte> line, int start, ref SyslogHeader header)
    {
        var rest = line[start..];
        if (rest.StartsWith("- "u8))
        {
            header.Form = "rfc5424"u8;
            header.IsCanonical = false;
            rest = rest[2..];
        }
        else if (time.TryReadInternet(rest, "rfc5424/"u8, out var stamp)
            && rest.Length > stamp.Length && rest[stamp.Length] == ' ')
        {
            header.TimeTicks = stamp.Ticks;
            header.Form = stamp.Form;
            header.IsCanonical &= stamp.IsExact;
            rest = rest[(stamp.Length + 1)..];
        }
        else
        {
            return false;
        }

        if (!TryTakeToken(rest, out header.Host, out rest) || !TryTakeToken(rest, out header.Program, out rest)
            || !TryTakeToken(rest, out header.ProcessId, out rest)
            || !TryTakeToken(rest, out header.MessageId, out rest))
        {
            return false;
        }

        var dataLength = MeasureStructuredData(rest);
        if (dataLength <= 0 || (dataLength < rest.Length && rest[dataLength] != ' '))
        {
            return false;
        }

        header.StructuredData = rest[0] == '-' ? default : rest[..dataLength];
        header.IsCanonical &= dataLength < rest.Length;
        rest = rest[Math.Min(rest.Length, dataLength + 1)..];
        if (rest.StartsWith("\uFEFF"u8))
        {
            header.IsCanonical = false;
            rest = rest[3..];
        }

        header.MessageStart = line.Length - rest.Length;
        return true;
    }

    // "-" says that there is none.
    private static bool TryTakeToken(
        ReadOnlySpan<byte> text, out ReadOnlySpan<byte> token, out ReadOnlySpan<byte> rest)
    {
        var length = text.IndexOf((byte)' ');
        token = length > 0 && !text[..length].SequenceEqual("-"u8) ? text[..length] : default;
        rest = text[(length + 1)..];
        return length > 0;
    }

    // RFC 5424, section 6.3: a quote, a backslash and a closing bracket stand escaped within a value.
    private static int MeasureStructuredData(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != '[')
        {
            return text.IsEmpty || text[0] != '-' ? 0 : 1;
        }

        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (isQuoted && letter == '\\')
            {
                i++;
            }
            else if (letter == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && letter == ']' && (i + 1 == text.Length || text[i + 1] != '['))
            {
                return i + 1;
            }
        }

        return 0;
    }

    private static bool TryReadPriority(ReadOnlySpan<byte> line, ref SyslogHeader header, out int length)
    {
        length = 0;
        var close = line[..5].IndexOf((byte)'>');
        if (close < 2)
        {
            return false;
        }

        var value = 0;
        foreach (var letter in line[1..close])
        {
            if (letter is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + letter - '0';
        }

        header.Priority = value;
        header.IsCanonical = line[1] != '0' || close == 2;
        length = close + 1;
        return value <= PriorityMax;
    }

    // Programs begin lines of their own logs with such a time too, and a level after it where syslog has the host.
    private static bool LooksLikeSyslog(in SyslogHeader header)
    {
        if (header.Program.IsEmpty || header.Host.IsEmpty)
        {
            return false;
        }

        foreach (var word in LevelWords)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(header.Host, word))
            {
                return false;
            }
        }

        return true;
    }
}
