using System.Globalization;

namespace SecWatch.Server.Api.Readers;

/// <summary>A place in a list that is ordered by time, newest first. Written as <c>ticks.skip</c>.</summary>
/// <param name="Time">The time of the last item that was shown.</param>
/// <param name="Skip">How many items of exactly this time were shown.</param>
internal readonly record struct PageCursor(DateTimeOffset Time, int Skip)
{
    public static bool TryParse(string text, out PageCursor cursor)
    {
        cursor = default;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0
            || !long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            || !int.TryParse(text.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var skip)
            || ticks > DateTimeOffset.MaxValue.UtcTicks)
        {
            return false;
        }

        cursor = new PageCursor(new DateTimeOffset(ticks, TimeSpan.Zero), skip);
        return true;
    }

    /// <summary>The cursor after a page whose items have these times.</summary>
    public static string After(PageCursor? start, IReadOnlyList<DateTimeOffset> times)
    {
        var last = times[^1];
        var same = times.Count(time => time == last);
        var before = start is { } place && place.Time == last ? place.Skip : 0;
        return new PageCursor(last, before + same).ToString();
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Time.UtcTicks}.{Skip}");
}
