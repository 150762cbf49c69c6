namespace SecWatch.Detection.Yaml;

/// <summary>A map with distinct keys, in the order of the file.</summary>
internal sealed record YamlMapping(IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> Entries, int Line, int Column)
    : YamlNode(Line, Column)
{
    public override string Kind => "a map";

    public YamlNode? Find(string key)
    {
        foreach (var (name, node) in Entries)
        {
            if (string.Equals(name.Value, key, StringComparison.Ordinal))
            {
                return node;
            }
        }

        return null;
    }
}
