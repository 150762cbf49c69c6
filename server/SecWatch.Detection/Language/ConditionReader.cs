using SecWatch.Detection.Rules;
using SecWatch.Detection.Yaml;

namespace SecWatch.Detection.Language;

/// <summary>Reads a condition: <c>or</c> binds least, then <c>and</c>, <c>not</c>, <c>x of</c>, parentheses.</summary>
internal sealed class ConditionReader
{
    private const int DepthMax = 64;

    private static readonly Expression Never = new Expression.Constant(Holds: false);

    private readonly IReadOnlyDictionary<string, Expression> identifiers;
    private readonly ErrorList errors;
    private readonly YamlScalar node;
    private readonly int errorsBefore;
    private int position;
    private int depth;

    private ConditionReader(
        YamlScalar node, IReadOnlyDictionary<string, Expression> identifiers, ErrorList errors)
    {
        this.node = node;
        this.identifiers = identifiers;
        this.errors = errors;
        errorsBefore = errors.Count;
    }

    private bool HasFailed => errors.Count > errorsBefore;

    /// <summary>After an error the result means nothing.</summary>
    public static Expression Read(
        YamlScalar node, IReadOnlyDictionary<string, Expression> identifiers, ErrorList errors)
    {
        var reader = new ConditionReader(node, identifiers, errors);
        var expression = reader.ReadOr();
        var rest = reader.Peek();
        if (!reader.HasFailed && rest.Length > 0)
        {
            reader.Fail(rest is "|"
                ? "Aggregations after '|' are not part of Sigma 2; write a correlation rule."
                : $"'{rest}' is not expected here.");
        }

        return expression;
    }

    private Expression ReadOr()
    {
        List<Expression> parts = [ReadAnd()];
        while (!HasFailed && TryTake("or"))
        {
            parts.Add(ReadAnd());
        }

        return Expression.Any(parts);
    }

    private Expression ReadAnd()
    {
        List<Expression> parts = [ReadNot()];
        while (!HasFailed && TryTake("and"))
        {
            parts.Add(ReadNot());
        }

        return Expression.All(parts);
    }

    private Expression ReadNot()
    {
        if (++depth > DepthMax)
        {
            return Fail("The condition is nested deeper than 64 levels.");
        }

        var expression = TryTake("not") ? new Expression.Not(ReadNot()) : ReadOperand();
        depth--;
        return expression;
    }

    private Expression ReadOperand()
    {
        if (TryTake("("))
        {
            var inner = ReadOr();
            return HasFailed || TryTake(")") ? inner : Fail("A closing parenthesis is missing.");
        }

        var word = Peek();
        if (word.Length == 0)
        {
            return Fail("The condition ends where a search identifier is expected.");
        }

        if (IsQuantifier(word))
        {
            return ReadQuantified(word);
        }

        if (identifiers.TryGetValue(word.ToString(), out var expression))
        {
            Take(word);
            return expression;
        }

        return Fail($"There is no search identifier '{word}'.");
    }

    /// <summary>
    /// <c>1 of …</c> and <c>all of …</c>: identifiers that start with an underscore are not in <c>them</c>.
    /// </summary>
    private Expression ReadQuantified(ReadOnlySpan<char> word)
    {
        var isAll = Is(word, "all");
        if (!isAll && word is not "1" && !Is(word, "any"))
        {
            return Fail($"'{word} of' is not part of Sigma; it has '1 of' and 'all of'.");
        }

        Take(word);
        Take(Peek());
        var pattern = Peek();
        if (pattern.Length == 0)
        {
            return Fail("A pattern of search identifiers, or 'them', is missing after 'of'.");
        }

        var isThem = Is(pattern, "them");
        var glob = new WildcardPredicate(SigmaText.Parse(pattern.ToString()), StringComparison.Ordinal);
        List<Expression> parts = [];
        foreach (var (name, expression) in identifiers)
        {
            if (isThem ? !name.StartsWith('_') : glob.Matches(name))
            {
                parts.Add(expression);
            }
        }

        if (parts.Count == 0)
        {
            return Fail($"No search identifier matches '{pattern}'.");
        }

        Take(pattern);
        return isAll ? Expression.All(parts) : Expression.Any(parts);
    }

    private bool IsQuantifier(ReadOnlySpan<char> word)
    {
        var before = position;
        Take(word);
        var isQuantifier = Is(Peek(), "of") && (char.IsAsciiDigit(word[0]) || Is(word, "all") || Is(word, "any"));
        position = before;
        return isQuantifier;
    }

    private bool TryTake(string expected)
    {
        var word = Peek();
        if (!Is(word, expected))
        {
            return false;
        }

        Take(word);
        return true;
    }

    private void Take(ReadOnlySpan<char> word) => position += word.Length;

    /// <summary>The next word, or one character that is not part of a word; empty at the end.</summary>
    private ReadOnlySpan<char> Peek()
    {
        var text = node.Value.AsSpan();
        while (position < text.Length && char.IsWhiteSpace(text[position]))
        {
            position++;
        }

        var end = position;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '*' or '-' or '.' or '?'))
        {
            end++;
        }

        return end > position || end == text.Length ? text[position..end] : text.Slice(position, 1);
    }

    private static bool Is(ReadOnlySpan<char> word, string expected) =>
        word.Equals(expected, StringComparison.OrdinalIgnoreCase);

    private Expression Fail(string message)
    {
        if (!HasFailed)
        {
            // Only a plain condition on one line tells where in the file a character of it stands.
            var column = node.IsPlain && !node.Value.Contains('\n') ? node.Column + position : node.Column;
            errors.Add(node.Line, column, message);
        }

        return Never;
    }
}
