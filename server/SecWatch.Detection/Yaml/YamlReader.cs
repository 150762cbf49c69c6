using SecWatch.Detection.Rules;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SecWatch.Detection.Yaml;

/// <summary>Reads a rule file into maps with positions, within bounds that no honest rule reaches.</summary>
/// <remarks>
/// Aliases are refused: rules have no use for them, and they are how a small file becomes a large one. So memory is
/// bounded by the file's own size.
/// </remarks>
internal sealed class YamlReader
{
    private const int CharactersMax = 1024 * 1024;
    private const int DepthMax = 32;

    private readonly ErrorList errors;
    private readonly Parser parser;

    private YamlReader(string text, ErrorList errors)
    {
        this.errors = errors;
        parser = new Parser(new StringReader(text));
    }

    /// <summary>The documents of the file; none where it is not readable, and the error list says why.</summary>
    public static IReadOnlyList<YamlMapping> Read(RuleSource source, ErrorList errors)
    {
        if (source.Text.Length > CharactersMax)
        {
            errors.Add(1, 1, "The file is larger than 1 MiB.");
            return [];
        }

        var before = errors.Count;
        try
        {
            var documents = new YamlReader(source.Text, errors).ReadDocuments();
            return errors.Count == before ? documents : [];
        }
        catch (YamlException exception)
        {
            errors.Add((int)exception.Start.Line, (int)exception.Start.Column, "YAML: " + FirstLine(exception.Message));
            return [];
        }
    }

    private static string FirstLine(string text)
    {
        var line = text.AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        return (end < 0 ? line : line[..end]).ToString();
    }

    private List<YamlMapping> ReadDocuments()
    {
        var documents = new List<YamlMapping>();
        while (parser.MoveNext() && parser.Current is not StreamEnd)
        {
            if (parser.Current is StreamStart or DocumentStart or DocumentEnd)
            {
                continue;
            }

            switch (ReadNode(depth: 0))
            {
                case null:
                    return documents;
                case YamlMapping mapping:
                    documents.Add(mapping);
                    break;
                case YamlScalar { IsNull: true }:
                    break;
                case { } other:
                    errors.Add(other, "A rule is a map of attributes, but this is " + other.Kind + ".");
                    break;
            }
        }

        if (documents.Count == 0 && errors.Count == 0)
        {
            errors.Add(1, 1, "The file holds no rule.");
        }

        return documents;
    }

    /// <summary>Reads the node that the parser stands on, and leaves the parser on its last event.</summary>
    /// <returns>null after an error: nothing more can be read.</returns>
    private YamlNode? ReadNode(int depth)
    {
        var start = parser.Current!.Start;
        var line = (int)start.Line;
        var column = (int)start.Column;
        if (depth > DepthMax)
        {
            errors.Add(line, column, "The YAML is nested deeper than 32 levels.");
            return null;
        }

        switch (parser.Current)
        {
            case Scalar scalar:
                return new YamlScalar(scalar.Value, scalar.Style is ScalarStyle.Plain, line, column);
            case SequenceStart:
                return ReadSequence(depth, line, column);
            case MappingStart:
                return ReadMapping(depth, line, column);
            case AnchorAlias:
                errors.Add(line, column, "YAML aliases are not allowed in rules.");
                return null;
            default:
                errors.Add(line, column, "This YAML construct is not allowed in rules.");
                return null;
        }
    }

    private YamlSequence? ReadSequence(int depth, int line, int column)
    {
        var items = new List<YamlNode>();
        while (parser.MoveNext() && parser.Current is not SequenceEnd)
        {
            if (ReadNode(depth + 1) is not { } item)
            {
                return null;
            }

            items.Add(item);
        }

        return new YamlSequence(items, line, column);
    }

    private YamlMapping? ReadMapping(int depth, int line, int column)
    {
        var entries = new List<KeyValuePair<YamlScalar, YamlNode>>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (parser.MoveNext() && parser.Current is not MappingEnd)
        {
            if (ReadNode(depth + 1) is not { } keyNode)
            {
                return null;
            }

            if (keyNode is not YamlScalar key)
            {
                errors.Add(keyNode, "A key of a map must be a single value, but this is " + keyNode.Kind + ".");
                return null;
            }

            if (!keys.Add(key.Value))
            {
                errors.Add(key, $"The key '{key.Value}' stands twice in this map.");
            }

            if (!parser.MoveNext() || ReadNode(depth + 1) is not { } value)
            {
                return null;
            }

            entries.Add(new(key, value));
        }

        return new YamlMapping(entries, line, column);
    }
}
