namespace SecWatch.Detection.Language;

/// <summary>Whether a string starts, or ends, with one of some strings.</summary>
internal sealed class AffixPredicate(string[] values, bool atEnd, StringComparison comparison)
    : StringPredicate($"{(atEnd ? '$' : '^')}{comparison}:{string.Join(SigmaText.Many, values)}", cost: 3)
{
    public override bool Matches(ReadOnlySpan<char> text)
    {
        foreach (var value in values)
        {
            if (atEnd ? text.EndsWith(value, comparison) : text.StartsWith(value, comparison))
            {
                return true;
            }
        }

        return false;
    }
}
