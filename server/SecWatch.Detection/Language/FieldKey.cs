using System.Text.RegularExpressions;
using SecWatch.Detection.Rules;
using SecWatch.Detection.Yaml;

namespace SecWatch.Detection.Language;

/// <summary>A key of a selection, taken apart: the field and what its modifiers ask for.</summary>
/// <remarks>Sigma Modifiers, appendix of the specification. Modifiers work in the order in which they stand.</remarks>
internal sealed class FieldKey
{
    private static readonly string[] Orders = ["lt", "lte", "gt", "gte"];
    private static readonly string[] Times = ["minute", "hour", "day", "week", "month", "year"];

    private readonly List<string> encodings = [];

    private FieldKey(YamlScalar node, string field)
    {
        Node = node;
        Field = field;
        Position = field.Length == 0 ? TextPosition.Anywhere : TextPosition.Whole;
    }

    public YamlScalar Node { get; }

    /// <summary>The field's name without spaces; empty for keywords.</summary>
    public string Field { get; }

    public TextPosition Position { get; private set; }

    public bool All { get; private set; }

    public bool Negated { get; private set; }

    public bool HasModifiers { get; private set; }

    public StringComparison Comparison { get; private set; } = StringComparison.OrdinalIgnoreCase;

    /// <summary>
    /// What the values are: <c>text</c>, <c>re</c>, <c>cidr</c>, <c>exists</c>, <c>fieldref</c>, or an order.
    /// </summary>
    public string Type { get; private set; } = "text";

    public RegexOptions RegexFlags { get; private set; }

    /// <summary>Changes to the text before it is looked for, in order.</summary>
    public IReadOnlyList<string> Encodings => encodings;

    public bool IsOrder => Orders.Contains(Type, StringComparer.Ordinal);

    /// <returns>null after an error, which stands in <paramref name="errors"/>.</returns>
    public static FieldKey? Read(YamlScalar node, ErrorList errors)
    {
        var parts = node.Value.Split('|');
        var key = new FieldKey(node, WithoutSpaces(parts[0]));
        for (var index = 1; index < parts.Length; index++)
        {
            var modifier = parts[index].Trim();
            key.HasModifiers = true;
            if (key.Apply(modifier) is { } problem)
            {
                errors.Add(node, $"The modifier '{modifier}' {problem}.");
                return null;
            }
        }

        return key;
    }

    /// <summary>Field names are compared without spaces (specification, "Field Usage", 2).</summary>
    public static string WithoutSpaces(string name) =>
        name.Contains(' ') ? name.Replace(" ", "", StringComparison.Ordinal) : name;

    private string? Apply(string modifier)
    {
        switch (modifier)
        {
            case "contains":
                Position = TextPosition.Anywhere;
                return null;
            case "startswith":
                Position = TextPosition.Start;
                return null;
            case "endswith":
                Position = TextPosition.End;
                return null;
            case "all":
                All = true;
                return null;
            case "cased":
                Comparison = StringComparison.Ordinal;
                return null;
            case "neq":
                Negated = true;
                return null;
            case "windash" or "wide" or "utf16le" or "utf16be" or "utf16" or "base64" or "base64offset":
                encodings.Add(modifier);
                return null;
            case "i" or "m" or "s":
                RegexFlags |= modifier switch
                {
                    "i" => RegexOptions.IgnoreCase,
                    "m" => RegexOptions.Multiline,
                    _ => RegexOptions.Singleline,
                };
                return Type is "re" ? null : "stands only after 're'";
            case "re" or "cidr" or "exists" or "fieldref" or "lt" or "lte" or "gt" or "gte":
                var clashes = Type is not "text" || (Field.Length == 0 && modifier is not "re");
                Type = modifier;
                return clashes ? "does not go together with what stands before it" : null;
            case "expand":
                return "needs values for placeholders, and there are none";
            default:
                return Times.Contains(modifier, StringComparer.Ordinal) ? "is not supported" : "is unknown";
        }
    }
}
