namespace SecWatch.Agent.Sources.Windows;

/// <summary>A field name as one object, so that equal names of one pool are compared by reference.</summary>
internal sealed class FieldName(string text)
{
    public string Text { get; } = text;

    public int Hash { get; } = string.GetHashCode(text, StringComparison.Ordinal);

    public override string ToString() => Text;
}
