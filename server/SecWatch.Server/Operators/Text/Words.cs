using System.Globalization;
using SecWatch.Server.Api.Contracts;

namespace SecWatch.Server.Operators.Text;

/// <summary>Says the API's words and numbers in a language.</summary>
internal static class Words
{
    /// <summary>A longer value is cut where it is shown; the API gives it whole.</summary>
    public const int ValueLengthMax = 2000;

    public static string Level(ConsoleText text, string level) => level switch
    {
        "critical" => text.LevelCritical,
        "high" => text.LevelHigh,
        "medium" => text.LevelMedium,
        "low" => text.LevelLow,
        "informational" => text.LevelInformational,
        _ => level,
    };

    public static string AlertState(ConsoleText text, string state) => state switch
    {
        "new" => text.StateNew,
        "acknowledged" => text.StateAcknowledged,
        "closed" => text.StateClosed,
        "open" => text.StateOpen,
        "all" => text.StateAll,
        _ => state,
    };

    public static string DeviceState(ConsoleText text, string state) => state switch
    {
        "connected" => text.Connected,
        "silent" => text.Silent,
        "stopped" => text.Stopped,
        "never" => text.Never,
        _ => state,
    };

    public static string SourceState(ConsoleText text, string state) => state switch
    {
        "running" => text.SourceRunning,
        "waiting" => text.SourceWaiting,
        "denied" => text.SourceDenied,
        "degraded" => text.SourceDegraded,
        "stopped" => text.SourceStopped,
        _ => state,
    };

    public static string Lane(ConsoleText text, string lane) => lane switch
    {
        "critical" => text.LaneCritical,
        "security" => text.LaneSecurity,
        "bulk" => text.LaneBulk,
        _ => lane,
    };

    public static string GapCount(ConsoleText text, GapResponse gap) => gap.CountKind switch
    {
        "Exact" => text.EventCount(gap.Count),
        "AtMost" => $"{text.CountAtMost} {text.EventCount(gap.Count)}",
        _ => text.CountUnknown,
    };

    public static string Bytes(ulong bytes) => bytes switch
    {
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.0} MB"),
    };

    public static string Skew(long milliseconds) => Math.Abs((double)milliseconds) < 1000
        ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds:+0;-0;0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000.0:+0.0;-0.0} s");

    /// <summary>A value, cut where it is too long to be shown.</summary>
    public static string Value(ConsoleText text, string value)
    {
        if (value.Length <= ValueLengthMax)
        {
            return value;
        }

        var end = char.IsHighSurrogate(value[ValueLengthMax - 1]) ? ValueLengthMax - 1 : ValueLengthMax;
        return value[..end] + text.Omitted(value.Length - end);
    }
}
