namespace SecWatch.Agent.Sources.Windows;

/// <summary>The entities that XML knows without a declaration.</summary>
internal static class XmlEntities
{
    /// <summary>The text of an entity by name; an unknown one stays as it is written.</summary>
    public static string Named(ReadOnlySpan<char> name) => name switch
    {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => $"&{name};",
    };
}
