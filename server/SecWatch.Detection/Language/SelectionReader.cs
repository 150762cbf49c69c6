using SecWatch.Detection.Rules;
using SecWatch.Detection.Yaml;

namespace SecWatch.Detection.Language;

/// <summary>Reads one search identifier: a map (all of it), a list of maps (any of them), or keywords.</summary>
internal sealed class SelectionReader(PredicateTable table, ErrorList errors)
{
    private static readonly Expression Never = new Expression.Constant(Holds: false);

    private readonly ValueReader values = new(table, errors);

    /// <summary>After an error the result means nothing.</summary>
    public Expression Read(YamlNode node)
    {
        switch (node)
        {
            case YamlMapping { Entries.Count: 0 } or YamlSequence { Items.Count: 0 } or YamlScalar { IsNull: true }:
                errors.Add(node, "This search identifier is empty.");
                return Never;
            case YamlMapping mapping:
                return Expression.All([.. mapping.Entries.Select(entry => ReadEntry(entry.Key, entry.Value))]);
            case YamlSequence sequence when sequence.Items.All(item => item is YamlScalar):
                return ReadKeywords(sequence, sequence);
            case YamlSequence sequence:
                return Expression.Any([.. sequence.Items.Select(ReadItem)]);
            default:
                return ReadKeywords(node, node);
        }
    }

    private Expression ReadItem(YamlNode node)
    {
        if (node is not YamlSequence)
        {
            return Read(node);
        }

        errors.Add(node, "A list of a search identifier holds maps or keywords, not lists.");
        return Never;
    }

    private Expression ReadEntry(YamlScalar keyNode, YamlNode value) =>
        FieldKey.Read(keyNode, errors) is { } key ? values.Read(key, value) : Never;

    private Expression ReadKeywords(YamlNode place, YamlNode node)
    {
        var key = FieldKey.Read(new YamlScalar("", IsPlain: false, place.Line, place.Column), errors);
        return key is null ? Never : values.Read(key, node);
    }
}
