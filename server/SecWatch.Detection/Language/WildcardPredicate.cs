namespace SecWatch.Detection.Language;

/// <summary>Whether a whole string matches a pattern with wildcards.</summary>
/// <remarks>
/// The pattern is cut at each <c>*</c>. The first part is anchored at the start, the last at the end, and each part
/// between is taken at its leftmost place: no backtracking, so the time is bounded by pattern times text.
/// </remarks>
internal sealed class WildcardPredicate(string pattern, StringComparison comparison)
    : StringPredicate($"*{comparison}:{pattern}", cost: 12)
{
    private readonly string[] parts = pattern.Split(SigmaText.Many);

    public override bool Matches(ReadOnlySpan<char> text)
    {
        var first = parts[0];
        if (parts.Length == 1)
        {
            return text.Length == first.Length && MatchesAt(text, first);
        }

        var last = parts[^1];
        if (text.Length < first.Length + last.Length
            || !MatchesAt(text, first)
            || !MatchesAt(text[^last.Length..], last))
        {
            return false;
        }

        var rest = text[first.Length..^last.Length];
        for (var index = 1; index < parts.Length - 1; index++)
        {
            var part = parts[index];
            var at = Find(rest, part);
            if (at < 0)
            {
                return false;
            }

            rest = rest[(at + part.Length)..];
        }

        return true;
    }

    private int Find(ReadOnlySpan<char> text, string part)
    {
        if (!part.Contains(SigmaText.One))
        {
            return text.IndexOf(part, comparison);
        }

        for (var at = 0; at + part.Length <= text.Length; at++)
        {
            if (MatchesAt(text[at..], part))
            {
                return at;
            }
        }

        return -1;
    }

    private bool MatchesAt(ReadOnlySpan<char> text, ReadOnlySpan<char> part)
    {
        if (text.Length < part.Length)
        {
            return false;
        }

        while (!part.IsEmpty)
        {
            var mark = part.IndexOf(SigmaText.One);
            var literal = mark < 0 ? part : part[..mark];
            if (!text.StartsWith(literal, comparison))
            {
                return false;
            }

            var step = mark < 0 ? part.Length : mark + 1;
            text = text[step..];
            part = part[step..];
        }

        return true;
    }
}
