namespace SecWatch.Detection.Language;

/// <summary>How the values of two fields are compared (<c>fieldref</c>).</summary>
/// <param name="Position">Where in the first value the second must stand.</param>
/// <param name="Comparison">With or without case.</param>
internal readonly record struct FieldRelation(TextPosition Position, StringComparison Comparison)
{
    public bool Holds(ReadOnlySpan<char> text, ReadOnlySpan<char> other) => Position switch
    {
        TextPosition.Whole => text.Equals(other, Comparison),
        TextPosition.Start => text.StartsWith(other, Comparison),
        TextPosition.End => text.EndsWith(other, Comparison),
        _ => text.Contains(other, Comparison),
    };
}
