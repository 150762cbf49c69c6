using System.Globalization;

namespace SecWatch.Server.Operators.Text;

/// <summary>Shows and reads times as clocks in Japan show them.</summary>
internal static class JapanTime
{
    // Japan has had no summer time since 1951, so a computer without time zone data loses nothing.
    private static readonly TimeZoneInfo Zone =
        TimeZoneInfo.TryFindSystemTimeZoneById("Asia/Tokyo", out var zone)
            ? zone
            : TimeZoneInfo.CreateCustomTimeZone("Asia/Tokyo", TimeSpan.FromHours(9), "Asia/Tokyo", "Asia/Tokyo");

    public static string Text(DateTimeOffset time) =>
        TimeZoneInfo.ConvertTime(time, Zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>To the millisecond, where the order of events matters.</summary>
    public static string Precise(DateTimeOffset time) =>
        TimeZoneInfo.ConvertTime(time, Zone).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    public static string Iso(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads what a <c>datetime-local</c> field sends.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        string[] formats = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];
        var isRead = DateTime.TryParseExact(
            text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local);
        time = isRead ? new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime() : default;
        return isRead;
    }
}
