using System.Globalization;

namespace SecWatch.Server.Events;

/// <summary>Names one stored event for ever: its batch and its place in it. Written as <c>day-row-index</c>.</summary>
internal readonly record struct EventReference(BatchPosition Batch, int Index)
{
    public static bool TryParse(string? text, out EventReference reference)
    {
        reference = default;
        var parts = (text ?? "").Split('-');
        if (parts.Length != 3
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var day)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var row)
            || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return false;
        }

        reference = new EventReference(new BatchPosition(day, row), index);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Batch}-{Index}");
}
