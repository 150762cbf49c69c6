namespace SecWatch.Detection.Language;

/// <summary>
/// Joins the alternatives of a list into as few predicates as possible: a set is tested faster than its members.
/// </summary>
internal sealed class PatternGroups(StringComparison comparison, PredicateTable table)
{
    private const string Many = "\uFFFF";

    private readonly List<string> equal = [];
    private readonly List<string> starts = [];
    private readonly List<string> ends = [];
    private readonly List<string> contained = [];
    private readonly List<string> wildcards = [];

    /// <summary>Whether one of the alternatives matches every present value.</summary>
    public bool MatchesAny { get; private set; }

    /// <summary>Adds a text with wildcard marks, looked for at a place.</summary>
    public void Add(string text, TextPosition position)
    {
        var core = text.AsSpan().Trim(SigmaText.Many);
        var openStart = position is TextPosition.Anywhere or TextPosition.End || text.StartsWith(SigmaText.Many);
        var openEnd = position is TextPosition.Anywhere or TextPosition.Start || text.EndsWith(SigmaText.Many);
        if (core.IsEmpty && (openStart || openEnd))
        {
            MatchesAny = true;
        }
        else if (SigmaText.HasWildcard(core))
        {
            wildcards.Add((openStart ? Many : "") + core.ToString() + (openEnd ? Many : ""));
        }
        else
        {
            var group = (openStart, openEnd) switch
            {
                (true, true) => contained,
                (true, false) => ends,
                (false, true) => starts,
                (false, false) => equal,
            };
            group.Add(core.ToString());
        }
    }

    public IEnumerable<StringPredicate> Predicates()
    {
        if (equal.Count > 0)
        {
            yield return table.Intern(new EqualsPredicate([.. equal], comparison));
        }

        if (starts.Count > 0)
        {
            yield return table.Intern(new AffixPredicate([.. starts], atEnd: false, comparison));
        }

        if (ends.Count > 0)
        {
            yield return table.Intern(new AffixPredicate([.. ends], atEnd: true, comparison));
        }

        if (contained.Count > 0)
        {
            yield return table.Intern(new ContainsPredicate([.. contained], comparison));
        }

        foreach (var pattern in wildcards)
        {
            yield return table.Intern(new WildcardPredicate(pattern, comparison));
        }
    }
}
