namespace SecWatch.Detection.Language;

/// <summary>
/// Holds each distinct predicate of a rule set once, so that its answers can be shared between rules.
/// </summary>
internal sealed class PredicateTable
{
    private readonly Dictionary<string, StringPredicate> predicates = new(StringComparer.Ordinal);

    public int Count => predicates.Count;

    public StringPredicate Intern(StringPredicate predicate)
    {
        if (predicates.TryGetValue(predicate.Key, out var known))
        {
            return known;
        }

        predicate.Index = predicates.Count;
        predicates.Add(predicate.Key, predicate);
        return predicate;
    }
}
