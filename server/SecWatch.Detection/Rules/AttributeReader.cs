using SecWatch.Detection.Yaml;

namespace SecWatch.Detection.Rules;

/// <summary>
/// Takes typed attributes out of a map of a rule, and says where one is missing or of the wrong type.
/// </summary>
internal sealed class AttributeReader(YamlMapping mapping, ErrorList errors)
{
    public YamlMapping Mapping => mapping;

    public void Fail(string name, string message) => errors.Add(mapping.Find(name) ?? mapping, message);

    /// <summary>The text of an attribute; empty where it is missing.</summary>
    public string Text(string name)
    {
        var node = mapping.Find(name);
        if (node is null or YamlScalar { IsNull: true })
        {
            return "";
        }

        if (node is YamlScalar scalar)
        {
            return scalar.Value;
        }

        errors.Add(node, $"'{name}' must be text, but this is {node.Kind}.");
        return "";
    }

    public string RequiredText(string name)
    {
        var before = errors.Count;
        var text = Text(name);
        if (text.Trim().Length == 0 && errors.Count == before)
        {
            Fail(name, $"The rule has no '{name}'.");
        }

        return text;
    }

    /// <summary>A text, or a list of texts; empty where it is missing.</summary>
    public IReadOnlyList<string> Texts(string name) =>
        [.. Scalars(name, isRequired: false).Select(scalar => scalar.Value)];

    /// <summary>A single value, or a list of them.</summary>
    public IReadOnlyList<YamlScalar> Scalars(string name, bool isRequired)
    {
        var node = mapping.Find(name);
        if (node is null or YamlScalar { IsNull: true } or YamlSequence { Items.Count: 0 })
        {
            if (isRequired)
            {
                Fail(name, $"The rule has no '{name}'.");
            }

            return [];
        }

        IReadOnlyList<YamlNode> items = node is YamlSequence sequence ? sequence.Items : [node];
        var scalars = items.OfType<YamlScalar>().ToList();
        if (scalars.Count != items.Count)
        {
            errors.Add(node, $"'{name}' must be text or a list of texts.");
        }

        return scalars;
    }

    public string OneOf(string name, string[] allowed, string otherwise)
    {
        var text = Text(name);
        if (text.Length == 0)
        {
            return otherwise;
        }

        if (!allowed.Contains(text, StringComparer.Ordinal))
        {
            Fail(name, $"'{text}' is not a {name}; it is one of {string.Join(", ", allowed)}.");
        }

        return text;
    }

    /// <returns>null where it is missing or no map.</returns>
    public AttributeReader? Map(string name)
    {
        var node = mapping.Find(name);
        if (node is YamlMapping inner)
        {
            return new AttributeReader(inner, errors);
        }

        if (node is not null)
        {
            errors.Add(node, $"'{name}' must be a map, but this is {node.Kind}.");
        }

        return null;
    }

    public AttributeReader? RequiredMap(string name)
    {
        if (mapping.Find(name) is null)
        {
            Fail(name, $"The rule has no '{name}'.");
            return null;
        }

        return Map(name);
    }
}
