using System.Globalization;

namespace SecWatch.Agent.Tests.Sources.Logs;

/// <summary>Writes the header of a syslog line from the fields of its event: shows that none of it was lost.</summary>
internal static class SyslogRewriter
{
    /// <param name="form">The field <c>SyslogFormat</c>.</param>
    /// <param name="parts">Host, program, process id, message id, structured data; empty where absent.</param>
    public static string Header(string form, long ticks, int priority, TimeZoneInfo zone, string[] parts)
    {
        var culture = CultureInfo.InvariantCulture;
        var head = priority < 0 ? "" : string.Create(culture, $"<{priority}>");
        var utc = new DateTimeOffset(ticks, TimeSpan.Zero);
        var form3 = form.Split('/');
        var stamp = form3.Length == 1
            ? Traditional(TimeZoneInfo.ConvertTime(utc, zone))
            : Internet(utc, int.Parse(form3[1], culture), form3[2]);
        if (string.Equals(form3[0], "rfc5424", StringComparison.Ordinal))
        {
            var rest = parts.Select(static part => part.Length == 0 ? "-" : part);
            return $"{head}1 {stamp} {string.Join(' ', rest)} ";
        }

        var tag = parts[1].Length == 0 ? "" : parts[2].Length == 0 ? $"{parts[1]}: " : $"{parts[1]}[{parts[2]}]: ";
        return $"{head}{stamp} {parts[0]} {tag}";
    }

    private static string Traditional(DateTimeOffset local) =>
        string.Create(CultureInfo.InvariantCulture, $"{local:MMM} {local.Day,2} {local:HH:mm:ss}");

    private static string Internet(DateTimeOffset utc, int digits, string offset)
    {
        var culture = CultureInfo.InvariantCulture;
        var shift = string.Equals(offset, "Z", StringComparison.Ordinal)
            ? TimeSpan.Zero
            : TimeSpan.ParseExact(offset[1..], "hh\\:mm", culture) * (offset[0] == '-' ? -1 : 1);
        var pattern = "yyyy-MM-dd'T'HH:mm:ss" + (digits == 0 ? "" : "." + new string('f', digits));
        return utc.ToOffset(shift).ToString(pattern, culture) + offset;
    }
}
