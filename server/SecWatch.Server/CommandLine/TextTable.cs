using System.Globalization;
using System.Text;

namespace SecWatch.Server.CommandLine;

/// <summary>
/// Writes rows as a table of text in which Japanese letters take the two columns that a terminal gives them.
/// </summary>
internal static class TextTable
{
    private const int CellColumnsMax = 60;

    public static string Write(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        var lines = rows.Select(row => row.Select(Clean).ToArray()).Prepend([.. head]).ToList();
        var widths = Enumerable.Range(0, head.Count).Select(
            column => lines.Max(line => Columns(line[column]))).ToArray();
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            for (var column = 0; column < head.Count; column++)
            {
                var isLast = column == head.Count - 1;
                text.Append(line[column]).Append(' ', isLast ? 0 : widths[column] - Columns(line[column]) + 2);
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The columns that a text takes in a terminal.</summary>
    public static int Columns(string text) => text.EnumerateRunes().Sum(Columns);

    // A control letter in an event could otherwise move the cursor, colour the screen or retitle the window.
    private static string Clean(string text)
    {
        var shown = new StringBuilder();
        var columns = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (columns + Columns(rune) > CellColumnsMax)
            {
                return shown.Append('…').ToString();
            }

            var isControl = Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;
            shown.Append(isControl ? "·" : rune.ToString());
            columns += isControl ? 1 : Columns(rune);
        }

        return shown.ToString();
    }

    /// <summary>Two for the wide blocks of East Asian Width (UAX 11), none for marks that combine, else one.</summary>
    private static int Columns(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
        {
            return 0;
        }

        return rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0x303E) or (>= 0x3041 and <= 0xA4CF)
            or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F)
            or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF)
            or (>= 0x20000 and <= 0x3FFFD) ? 2 : 1;
    }
}
