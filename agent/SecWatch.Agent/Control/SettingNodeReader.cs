using System.Text;
using System.Text.Json;

namespace SecWatch.Agent.Control;

/// <summary>Reads the settings file, JSON with comments, into nodes that know their line.</summary>
internal ref struct SettingNodeReader
{
    private readonly ReadOnlySpan<byte> content;
    private Utf8JsonReader reader;
    private int countedTo;
    private int line;

    private SettingNodeReader(ReadOnlySpan<byte> content)
    {
        this.content = content;
        reader = new Utf8JsonReader(content, new JsonReaderOptions
        {
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            MaxDepth = 16,
        });
        line = 1;
    }

    /// <exception cref="SettingsException">It is not JSON.</exception>
    public static SettingNode Read(ReadOnlySpan<byte> utf8)
    {
        var bom = Encoding.UTF8.Preamble;
        var walk = new SettingNodeReader(utf8.StartsWith(bom) ? utf8[bom.Length..] : utf8);
        try
        {
            walk.reader.Read();
            var root = walk.ReadValue("");
            walk.reader.Read();
            return root;
        }
        catch (JsonException failure)
        {
            throw new SettingsException(
                $"line {(failure.LineNumber ?? 0) + 1}: not valid JSON: {failure.Message}", failure);
        }
    }

    private SettingNode ReadValue(string path)
    {
        CountLines();
        var at = line;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return new SettingNode(path, at, SettingKind.Section, "", ReadSection(path));
            case JsonTokenType.StartArray:
                return new SettingNode(path, at, SettingKind.List, "", ReadList(path));
            case JsonTokenType.String:
                return new SettingNode(path, at, SettingKind.Text, reader.GetString()!, []);
            case JsonTokenType.Null:
                return new SettingNode(path, at, SettingKind.Null, "null", []);
            case JsonTokenType.Number:
                return new SettingNode(path, at, SettingKind.Number, Encoding.UTF8.GetString(reader.ValueSpan), []);
            default:
                return new SettingNode(path, at, SettingKind.Boolean, Encoding.UTF8.GetString(reader.ValueSpan), []);
        }
    }

    private List<(string Name, SettingNode Value)> ReadSection(string path)
    {
        var children = new List<(string, SettingNode)>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            children.Add((name, ReadValue(path.Length == 0 ? name : $"{path}.{name}")));
        }

        return children;
    }

    private List<(string Name, SettingNode Value)> ReadList(string path)
    {
        var children = new List<(string, SettingNode)>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            children.Add(("", ReadValue($"{path}[{children.Count}]")));
        }

        return children;
    }

    private void CountLines()
    {
        var start = (int)reader.TokenStartIndex;
        line += content[countedTo..start].Count((byte)'\n');
        countedTo = start;
    }
}
