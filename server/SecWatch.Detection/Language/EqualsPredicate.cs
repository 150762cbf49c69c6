using System.Collections.Frozen;

namespace SecWatch.Detection.Language;

/// <summary>Whether a string is one of some strings.</summary>
internal sealed class EqualsPredicate : StringPredicate
{
    private readonly string[] values;
    private readonly StringComparison comparison;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>>? set;

    public EqualsPredicate(string[] values, StringComparison comparison)
        : base($"={comparison}:{string.Join(SigmaText.Many, values)}", cost: 2)
    {
        this.values = values;
        this.comparison = comparison;
        if (values.Length > 4)
        {
            set = values.ToFrozenSet(StringComparer.FromComparison(comparison))
                .GetAlternateLookup<ReadOnlySpan<char>>();
        }
    }

    public override bool Matches(ReadOnlySpan<char> text)
    {
        if (set is { } lookup)
        {
            return lookup.Contains(text);
        }

        foreach (var value in values)
        {
            if (text.Length == value.Length && text.Equals(value, comparison))
            {
                return true;
            }
        }

        return false;
    }
}
