using System.Globalization;
using SecWatch.Protos.Batches;

namespace SecWatch.Protos.AgentEvents;

/// <summary>Says that events of a source are missing: which, from when to when, how many, and why.</summary>
/// <param name="Source">The agent's source whose events are missing.</param>
/// <param name="From">No event before this is missing.</param>
/// <param name="To">No event after this is missing.</param>
/// <param name="Count">How many, read with <paramref name="CountKind"/>.</param>
/// <param name="CountKind">What the count says.</param>
/// <param name="Reason">Why.</param>
/// <param name="FirstRecordId">The first missing record id, 0 where the source has none.</param>
/// <param name="LastRecordId">The last missing record id, 0 where the source has none.</param>
/// <param name="Detail">One English sentence for the operator, for example the file's path.</param>
public sealed record GapRecord(
    string Source,
    DateTimeOffset From,
    DateTimeOffset To,
    long Count,
    GapCount CountKind,
    GapReason Reason,
    long FirstRecordId,
    long LastRecordId,
    string Detail)
{
    private static readonly string[] FieldNames =
    [
        "GapSource", "GapFrom", "GapTo", "GapCount", "GapCountKind", "GapReason", "GapFirstRecordId",
        "GapLastRecordId", "GapDetail",
    ];

    /// <summary>The fields of a gap event, in the order of <see cref="ToValues"/>.</summary>
    public static ReadOnlySpan<string> Fields => FieldNames;

    /// <summary>The shape of a gap event that <paramref name="source"/> reports.</summary>
    public static EventShape Shape(string source, string computer) =>
        new(source, AgentEvent.Provider, AgentEvent.Channel, AgentEvent.Gap, computer, FieldNames);

    /// <summary>The values of the event, one for each of <see cref="Fields"/>.</summary>
    public string[] ToValues() =>
    [
        Source,
        From.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
        To.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
        Count.ToString(CultureInfo.InvariantCulture),
        CountKind.ToString(),
        Reason.ToString(),
        FirstRecordId.ToString(CultureInfo.InvariantCulture),
        LastRecordId.ToString(CultureInfo.InvariantCulture),
        Detail,
    ];

    /// <summary>
    /// Reads the values of a gap event back. An unknown reason becomes <see cref="GapReason.Unknown"/>.
    /// </summary>
    /// <param name="value">Gives the value of a field by name; null where it is absent.</param>
    /// <returns>false where a field is missing or is not what it should be; <paramref name="error"/> names
    /// it.</returns>
    public static bool TryRead(Func<string, string?> value, out GapRecord gap, out string error)
    {
        gap = null!;
        var culture = CultureInfo.InvariantCulture;
        if (!DateTimeOffset.TryParse(value("GapFrom"), culture, DateTimeStyles.RoundtripKind, out var from))
        {
            error = "GapFrom is not a time";
            return false;
        }

        if (!DateTimeOffset.TryParse(value("GapTo"), culture, DateTimeStyles.RoundtripKind, out var to))
        {
            error = "GapTo is not a time";
            return false;
        }

        if (!long.TryParse(value("GapCount"), NumberStyles.None, culture, out var count)
            || !long.TryParse(value("GapFirstRecordId"), NumberStyles.None, culture, out var first)
            || !long.TryParse(value("GapLastRecordId"), NumberStyles.None, culture, out var last))
        {
            error = "GapCount, GapFirstRecordId or GapLastRecordId is not a number";
            return false;
        }

        // A number parses as an enum too, whether it has a name or not.
        _ = Enum.TryParse<GapCount>(value("GapCountKind"), out var kind);
        _ = Enum.TryParse<GapReason>(value("GapReason"), out var reason);
        kind = Enum.IsDefined(kind) ? kind : GapCount.Unknown;
        reason = Enum.IsDefined(reason) ? reason : GapReason.Unknown;
        gap = new GapRecord(
            value("GapSource") ?? "", from, to, count, kind, reason, first, last, value("GapDetail") ?? "");
        error = "";
        return true;
    }
}
