namespace SecWatch.Detection.Yaml;

/// <summary>A single value; a plain one may mean null, a boolean or a number, a quoted one is always text.</summary>
/// <param name="Value">The text after YAML's own escapes.</param>
/// <param name="IsPlain">Whether it stood without quotes on a flow of its own.</param>
internal sealed record YamlScalar(string Value, bool IsPlain, int Line, int Column) : YamlNode(Line, Column)
{
    public override string Kind => IsNull ? "null" : "a single value";

    public bool IsNull => IsPlain && (Value is "" or "~" or "null" or "Null" or "NULL");

    public bool? Boolean => (IsPlain, Value) switch
    {
        (true, "true" or "True" or "TRUE") => true,
        (true, "false" or "False" or "FALSE") => false,
        _ => null,
    };
}
