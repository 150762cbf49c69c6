using System.Text.RegularExpressions;

namespace SecWatch.Detection.Language;

/// <summary>Whether a regular expression matches somewhere in a string, in time linear in its length.</summary>
internal sealed class RegexPredicate : StringPredicate
{
    private const int PatternCharactersMax = 4096;
    private const long RepeatsMax = 100_000;

    private readonly Regex regex;

    private RegexPredicate(Regex regex)
        : base($"/{regex.Options}:{regex}", cost: 60)
    {
        this.regex = regex;
    }

    /// <returns>false where the pattern is wrong or needs what the specification leaves out, such as
    /// look-around.</returns>
    public static bool TryCreate(string pattern, RegexOptions flags, out RegexPredicate predicate, out string error)
    {
        predicate = null!;
        if (pattern.Length > PatternCharactersMax || RepeatProduct(pattern) > RepeatsMax)
        {
            error = "the regular expression is too large";
            return false;
        }

        try
        {
            // Non-backtracking engines have no look-around, back-references or atomic groups: neither has the
            // specification.
            // Their time is linear, so that no time-out is needed.
            var options = flags | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
            predicate = new RegexPredicate(new Regex(pattern, options, Regex.InfiniteMatchTimeout));
            error = "";
            return true;
        }
        catch (ArgumentException exception)
        {
            error = "the regular expression is wrong: " + exception.Message;
            return false;
        }
        catch (NotSupportedException)
        {
            error = "the regular expression uses look-around, a back-reference or an atomic group";
            return false;
        }
    }

    public override bool Matches(ReadOnlySpan<char> text) => regex.IsMatch(text);

    /// <summary>
    /// How large counted repeats such as <c>{10,200}</c> can make the automaton, as if all were nested.
    /// </summary>
    private static long RepeatProduct(string pattern)
    {
        var product = 1L;
        for (var index = 0; index < pattern.Length; index++)
        {
            if (pattern[index] is '\\')
            {
                index++;
                continue;
            }

            var end = pattern[index] is '{' ? pattern.IndexOf('}', index) : -1;
            if (end > 0)
            {
                var bounds = pattern[(index + 1)..end];
                var bound = bounds[(bounds.LastIndexOf(',') + 1)..];
                if (bound.Length == 0)
                {
                    bound = bounds.TrimEnd(',');
                }

                if (long.TryParse(bound, System.Globalization.NumberStyles.None, null, out var count))
                {
                    product = Math.Min(RepeatsMax + 1, product) * Math.Clamp(count, 1, RepeatsMax + 1);
                }
            }
        }

        return product;
    }
}
