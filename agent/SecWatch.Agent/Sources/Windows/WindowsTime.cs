namespace SecWatch.Agent.Sources.Windows;

/// <summary>Turns the times of Windows events into ticks.</summary>
internal static class WindowsTime
{
    /// <summary>Ticks from 0001-01-01 to 1601-01-01, where FILETIME begins.</summary>
    internal const long FileTimeEpochTicks = 504_911_232_000_000_000;

    /// <returns>false for a time after the year 9999.</returns>
    public static bool TryFromFileTime(ulong fileTime, out long ticks)
    {
        if (fileTime > (ulong)(DateTime.MaxValue.Ticks - FileTimeEpochTicks))
        {
            ticks = 0;
            return false;
        }

        ticks = (long)fileTime + FileTimeEpochTicks;
        return true;
    }

    /// <summary>Reads <c>2025-11-27T07:40:10.1653240Z</c> with any number of decimals; further than the seventh are
    /// cut.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || text[10] != 'T'
            || text[13] != ':' || text[16] != ':'
            || !TryNumber(text[..4], out var year) || !TryNumber(text[5..7], out var month)
            || !TryNumber(text[8..10], out var day) || !TryNumber(text[11..13], out var hour)
            || !TryNumber(text[14..16], out var minute) || !TryNumber(text[17..19], out var second)
            || year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        var fraction = 0;
        var unit = (int)TimeSpan.TicksPerSecond / 10;
        if (text.Length > 19 && text[19] == '.')
        {
            for (var i = 20; i < text.Length && text[i] is >= (byte)'0' and <= (byte)'9'; i++)
            {
                fraction += (text[i] - '0') * unit;
                unit /= 10;
            }
        }

        ticks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks + fraction;
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            number = (number * 10) + digit - '0';
        }

        return true;
    }
}
