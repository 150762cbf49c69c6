using System.Globalization;

namespace SecWatch.Detection.Language;

/// <summary>
/// Whether a string is a number that stands in an order to a given one. Text that is no number never does.
/// </summary>
/// <param name="modifier">lt, lte, gt or gte.</param>
internal sealed class NumberPredicate(string modifier, decimal bound)
    : StringPredicate($"{modifier}:{bound.ToString(CultureInfo.InvariantCulture)}", cost: 4)
{
    public override bool Matches(ReadOnlySpan<char> text)
    {
        if (!TryParse(text, out var number))
        {
            return false;
        }

        return modifier switch
        {
            "lt" => number < bound,
            "lte" => number <= bound,
            "gt" => number > bound,
            _ => number >= bound,
        };
    }

    /// <summary>Reads a decimal number, or a hexadecimal one with <c>0x</c> as Windows prints it.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out decimal number)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            var isHex = ulong.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                out var hex);
            number = hex;
            return isHex;
        }

        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }
}
