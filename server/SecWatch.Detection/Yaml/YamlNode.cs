namespace SecWatch.Detection.Yaml;

/// <summary>A node of a YAML document and where it stands; lines and columns count from 1.</summary>
internal abstract record YamlNode(int Line, int Column)
{
    /// <summary>The kind of the node in the words of an error message.</summary>
    public abstract string Kind { get; }
}
