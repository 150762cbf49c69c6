using System.Globalization;
using System.Net;
using SecWatch.Detection.Rules;
using SecWatch.Detection.Yaml;

namespace SecWatch.Detection.Language;

/// <summary>Reads what a field, or the whole event, is compared with.</summary>
internal sealed class ValueReader(PredicateTable table, ErrorList errors)
{
    private static readonly Expression Never = new Expression.Constant(Holds: false);

    /// <summary>Reads the value or the list of values of one key. After an error the result means nothing.</summary>
    public Expression Read(FieldKey key, YamlNode node)
    {
        if (node is YamlMapping)
        {
            errors.Add(node, "The value of a field is a single value or a list of them, not a map.");
            return Never;
        }

        var isList = node is YamlSequence;
        IReadOnlyList<YamlNode> items = node is YamlSequence sequence ? sequence.Items : [node];
        var values = new List<YamlScalar>();
        foreach (var item in items)
        {
            if (item is not YamlScalar scalar || (scalar.IsNull && isList))
            {
                errors.Add(item, $"An item of a list of values must be a single value, but this is {item.Kind}.");
                return Never;
            }

            values.Add(scalar);
        }

        if (values.Count == 0)
        {
            errors.Add(node, "The list of values is empty.");
            return Never;
        }

        var expression = values[0].IsNull ? ReadNull(key, values[0]) : ReadValues(key, values);
        return key.Negated ? new Expression.Not(expression) : expression;
    }

    private Expression.Not ReadNull(FieldKey key, YamlScalar node)
    {
        if (key.Field.Length == 0 || key.Type is not "text" || key.Position is not TextPosition.Whole)
        {
            errors.Add(node, "null says that a field is absent; it goes with no modifier and with no keyword.");
        }

        return new Expression.Not(new Expression.Present(key.Field));
    }

    private Expression ReadValues(FieldKey key, List<YamlScalar> values) => key.Type switch
    {
        "text" when key.All => Expression.All(values.ConvertAll(value => ReadTexts(key, [value]))),
        "text" => ReadTexts(key, values),
        "exists" => ReadExists(key, values),
        "cidr" => ReadNetworks(key, values),
        _ when key.All => Expression.All(values.ConvertAll(value => ReadOne(key, value))),
        _ => Expression.Any(values.ConvertAll(value => ReadOne(key, value))),
    };

    private Expression ReadTexts(FieldKey key, List<YamlScalar> values)
    {
        var groups = new PatternGroups(key.Comparison, table);
        foreach (var value in values)
        {
            if (TextEncodings.Apply(SigmaText.Parse(value.Value), key.Encodings, out var error) is not { } forms)
            {
                errors.Add(value, error);
                return Never;
            }

            foreach (var form in forms)
            {
                groups.Add(form, key.Position);
            }

            if (groups.MatchesAny && key.Field.Length == 0)
            {
                errors.Add(value, "This keyword matches every event.");
                return Never;
            }
        }

        return groups.MatchesAny
            ? new Expression.Present(key.Field)
            : Expression.Any([.. groups.Predicates().Select(predicate => Ask(key, predicate))]);
    }

    private Expression ReadExists(FieldKey key, List<YamlScalar> values)
    {
        if (values is not [{ Boolean: { } expected }])
        {
            errors.Add(values[0], "The modifier 'exists' takes true or false.");
            return Never;
        }

        var present = new Expression.Present(key.Field);
        return expected ? present : new Expression.Not(present);
    }

    private Expression ReadNetworks(FieldKey key, List<YamlScalar> values)
    {
        var networks = new List<IPNetwork>();
        foreach (var value in values)
        {
            if (!IPNetwork.TryParse(value.Value, out var network))
            {
                errors.Add(
                value, $"'{value.Value}' is not a network such as 10.0.0.0/8, or has bits set beyond its prefix.");
                return Never;
            }

            networks.Add(network);
        }

        return Ask(key, table.Intern(new CidrPredicate([.. networks])));
    }

    private Expression ReadOne(FieldKey key, YamlScalar value)
    {
        if (key.Type is "re")
        {
            if (RegexPredicate.TryCreate(value.Value, key.RegexFlags, out var regex, out var error))
            {
                return Ask(key, table.Intern(regex));
            }

            errors.Add(value, $"In '{key.Field}': {error}.");
            return Never;
        }

        if (key.IsOrder)
        {
            if (NumberPredicate.TryParse(value.Value, out var bound))
            {
                return Ask(key, table.Intern(new NumberPredicate(key.Type, bound)));
            }

            errors.Add(value, string.Create(CultureInfo.InvariantCulture, $"'{value.Value}' is not a number."));
            return Never;
        }

        var other = FieldKey.WithoutSpaces(value.Value);
        return new Expression.Reference(key.Field, other, new FieldRelation(key.Position, key.Comparison));
    }

    private static Expression Ask(FieldKey key, StringPredicate predicate) =>
        key.Field.Length == 0 ? new Expression.Keyword(predicate) : new Expression.Value(key.Field, predicate);
}
