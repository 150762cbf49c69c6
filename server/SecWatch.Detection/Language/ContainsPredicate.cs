using System.Buffers;

namespace SecWatch.Detection.Language;

/// <summary>Whether a string holds one of some strings anywhere.</summary>
internal sealed class ContainsPredicate(string[] values, StringComparison comparison)
    : StringPredicate($"~{comparison}:{string.Join(SigmaText.Many, values)}", cost: 8)
{
    private readonly SearchValues<string> values = SearchValues.Create(values, comparison);

    public override bool Matches(ReadOnlySpan<char> text) => text.ContainsAny(values);
}
