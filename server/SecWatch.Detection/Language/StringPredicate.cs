namespace SecWatch.Detection.Language;

/// <summary>A question about one string, the same for every field and every rule that asks it.</summary>
/// <param name="key">Identity: two predicates with equal keys give equal answers.</param>
/// <param name="cost">Relative time of one answer; cheap ones are asked first.</param>
internal abstract class StringPredicate(string key, int cost)
{
    public string Key { get; } = key;

    public int Cost { get; } = cost;

    /// <summary>Place in the rule set's table of predicates, given by <see cref="PredicateTable"/>.</summary>
    public int Index { get; set; } = -1;

    public abstract bool Matches(ReadOnlySpan<char> text);
}
