namespace SecWatch.Agent.Sources.Windows;

/// <summary>Gives the same object for the same name, without making a string for a name that is known.</summary>
/// <remarks>
/// Holds at most <see cref="NamesMax"/> names and starts again beyond: a file that invents names without end costs
/// time,
/// not memory. Objects given out before stay valid; they only compare as different from later ones.
/// </remarks>
internal sealed class FieldNamePool
{
    internal const int NamesMax = 16_384;

    private readonly Dictionary<string, FieldName> names = new(StringComparer.Ordinal);

    /// <summary>Names held now.</summary>
    public int Count => names.Count;

    public FieldName Get(ReadOnlySpan<char> text)
    {
        var lookup = names.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(text, out var name))
        {
            return name;
        }

        if (names.Count >= NamesMax)
        {
            names.Clear();
        }

        name = new FieldName(text.ToString());
        names.Add(name.Text, name);
        return name;
    }
}
