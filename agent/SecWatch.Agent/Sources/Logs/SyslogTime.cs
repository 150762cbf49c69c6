using System.Runtime.InteropServices;

namespace SecWatch.Agent.Sources.Logs;

/// <summary>Reads the times of syslog lines, quickly where a line is of the same minute as the one before.</summary>
/// <remarks>
/// "Nov 22 19:57:43" names neither year nor zone: it is taken in this computer's zone, in the latest year that does not
/// put it more than a day ahead of now. One thread at a time.
/// </remarks>
internal sealed class SyslogTime(TimeZoneInfo zone)
{
    public const int TraditionalLength = 15;

    private const int FractionDigitsMax = 7;
    private static readonly TimeSpan AheadMax = TimeSpan.FromDays(1);

    private DateTime latestLocal;
    private ulong traditionalStart;
    private ulong traditionalEnd;
    private long traditionalTicks;
    private ulong internetStart;
    private ulong internetEnd;
    private long internetTicks;
    private byte[] form = [];
    private int formDigits = -1;
    private byte[] formOffset = [];
    private byte[] formPrefix = [];

    /// <summary>Sets what now is; call it before lines are read that were written since.</summary>
    public void SetNow(DateTimeOffset now)
    {
        var latest = TimeZoneInfo.ConvertTime(now, zone).DateTime + AheadMax;
        if (latest.Date != latestLocal.Date)
        {
            traditionalStart = 0;
        }

        latestLocal = latest;
    }

    /// <summary>Reads "Nov 22 19:57:43".</summary>
    /// <param name="text">Begins with the time.</param>
    /// <param name="ticks">UTC ticks.</param>
    /// <param name="isExact">Whether the time would be written so again.</param>
    public bool TryReadTraditional(ReadOnlySpan<byte> text, out long ticks, out bool isExact)
    {
        ticks = 0;
        isExact = true;
        if (text.Length < TraditionalLength || !TryReadTwo(text[13..], out var second) || second > 60)
        {
            return false;
        }

        // The 13 bytes to the last colon, as two overlapping numbers.
        var start = MemoryMarshal.Read<ulong>(text);
        var end = MemoryMarshal.Read<ulong>(text[5..]);
        if (start != traditionalStart || end != traditionalEnd)
        {
            if (!TryReadMinute(text, out traditionalTicks))
            {
                traditionalStart = 0;
                return false;
            }

            traditionalStart = start;
            traditionalEnd = end;
        }

        isExact = text[4] != '0' && second != 60;
        ticks = traditionalTicks + (second * TimeSpan.TicksPerSecond);
        return true;
    }

    /// <summary>Reads "2026-11-22T19:57:43.123456+09:00".</summary>
    /// <param name="text">Begins with the time.</param>
    /// <param name="prefix">What the form begins with.</param>
    /// <param name="stamp">What was read; its form is valid until the next call.</param>
    public bool TryReadInternet(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix, out InternetTime stamp)
    {
        stamp = default;
        if (text.Length < 20 || text[16] != ':' || !TryReadTwo(text[17..], out var second) || second > 60)
        {
            return false;
        }

        var start = MemoryMarshal.Read<ulong>(text);
        var end = MemoryMarshal.Read<ulong>(text[8..]);
        if (start != internetStart || end != internetEnd)
        {
            if (!TryReadDateAndMinute(text, out internetTicks))
            {
                internetStart = 0;
                return false;
            }

            internetStart = start;
            internetEnd = end;
        }

        var length = 19;
        var digits = 0;
        long fraction = 0;
        if (text[length] == '.')
        {
            length++;
            while (length < text.Length && text[length] is >= (byte)'0' and <= (byte)'9')
            {
                if (digits++ < FractionDigitsMax)
                {
                    fraction = (fraction * 10) + text[length] - '0';
                }

                length++;
            }

            if (digits == 0)
            {
                return false;
            }

            for (var i = digits; i < FractionDigitsMax; i++)
            {
                fraction *= 10;
            }
        }

        if (!TryReadOffset(text[length..], out var offsetMinutes, out var offsetLength))
        {
            return false;
        }

        stamp.Form = FormOf(prefix, digits, text.Slice(length, offsetLength));
        stamp.Length = length + offsetLength;
        stamp.IsExact = digits <= FractionDigitsMax && second != 60;
        stamp.Ticks = internetTicks + (second * TimeSpan.TicksPerSecond) + fraction
            - (offsetMinutes * TimeSpan.TicksPerMinute);
        return stamp.Ticks > 0 && stamp.Ticks <= DateTime.MaxValue.Ticks;
    }

    private bool TryReadMinute(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        var month = MonthOf(text);
        var day = text[4] == ' ' ? 0 : (text[4] - '0') * 10;
        day += text[5] - '0';
        if (month == 0 || text[4] is not ((byte)' ' or (>= (byte)'0' and <= (byte)'3'))
            || text[5] is < (byte)'0' or > (byte)'9' || day < 1
            || text[6] != ' ' || text[9] != ':' || text[12] != ':'
            || !TryReadTwo(text[7..], out var hour) || hour > 23
            || !TryReadTwo(text[10..], out var minute) || minute > 59)
        {
            return false;
        }

        // Eight years back there is a leap year for sure, also around 1900 and 2100.
        for (var year = latestLocal.Year; year > Math.Max(1, latestLocal.Year - 9); year--)
        {
            if (day <= DateTime.DaysInMonth(year, month))
            {
                var local = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Unspecified);
                if (local <= latestLocal)
                {
                    ticks = local.Ticks - zone.GetUtcOffset(local).Ticks;
                    return true;
                }
            }
        }

        return false;
    }

    private static bool TryReadDateAndMinute(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':'
            || !TryReadTwo(text, out var century) || !TryReadTwo(text[2..], out var yearOfCentury)
            || !TryReadTwo(text[5..], out var month) || month is < 1 or > 12
            || !TryReadTwo(text[8..], out var day) || day < 1
            || !TryReadTwo(text[11..], out var hour) || hour > 23
            || !TryReadTwo(text[14..], out var minute) || minute > 59)
        {
            return false;
        }

        var year = (century * 100) + yearOfCentury;
        if (year < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        ticks = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc).Ticks;
        return true;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out int minutes, out int length)
    {
        minutes = 0;
        length = 1;
        if (text.IsEmpty)
        {
            return false;
        }

        if (text[0] == 'Z')
        {
            return true;
        }

        length = 6;
        if (text.Length < 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !TryReadTwo(text[1..], out var hours) || hours > 23
            || !TryReadTwo(text[4..], out var rest) || rest > 59)
        {
            return false;
        }

        minutes = (hours * 60) + rest;
        minutes = text[0] == '-' ? -minutes : minutes;
        return true;
    }

    // The forms of a log hardly ever change, so that the last one is nearly always the one asked for.
    private byte[] FormOf(ReadOnlySpan<byte> prefix, int digits, ReadOnlySpan<byte> offset)
    {
        if (digits != formDigits || !offset.SequenceEqual(formOffset) || !prefix.SequenceEqual(formPrefix))
        {
            formDigits = digits;
            formOffset = offset.ToArray();
            formPrefix = prefix.ToArray();
            form = [.. prefix, (byte)('0' + Math.Min(digits, 9)), (byte)'/', .. offset];
        }

        return form;
    }

    private static int MonthOf(ReadOnlySpan<byte> text)
    {
        var index = "JanFebMarAprMayJunJulAugSepOctNovDec"u8.IndexOf(text[..3]);
        return index >= 0 && index % 3 == 0 ? (index / 3) + 1 : 0;
    }

    private static bool TryReadTwo(ReadOnlySpan<byte> text, out int number)
    {
        int tens = text[0] - '0', ones = text[1] - '0';
        number = (tens * 10) + ones;
        return tens is >= 0 and <= 9 && ones is >= 0 and <= 9;
    }
}
