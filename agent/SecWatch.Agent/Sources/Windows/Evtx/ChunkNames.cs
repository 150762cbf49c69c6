namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>Reads the names of a chunk, each once.</summary>
/// <remarks>A name is: offset of the next (4 bytes), hash (2), count of UTF-16 units (2), the units, a zero
/// unit.</remarks>
internal sealed class ChunkNames(FieldNamePool pool)
{
    private const int NameCharsMax = 512;
    private const int NamesMax = 4_096;

    private readonly Dictionary<int, FieldName> known = [];

    public void Clear() => known.Clear();

    /// <summary>Reads a name that is given by its offset; one that lies at the cursor itself is taken with
    /// it.</summary>
    public FieldName Read(ref BinXmlCursor cursor, ReadOnlySpan<byte> chunk)
    {
        var offset = cursor.UInt32();
        if (offset > (uint)chunk.Length)
        {
            cursor.Fail("a name lies outside of the chunk");
        }

        var isHere = !cursor.Failed && offset == cursor.Position;
        if (!isHere && !cursor.Failed && known.TryGetValue((int)offset, out var name))
        {
            return name;
        }

        var place = new BinXmlCursor(chunk, cursor.Failed ? 0 : (int)offset, cursor.Failed ? 0 : chunk.Length);
        place.Skip(6);
        var count = place.UInt16();
        if (count is 0 or > NameCharsMax)
        {
            place.Fail("a name has no length or too much");
        }

        name = pool.Get(place.Text(count));
        place.Skip(2);
        if (place.Failed)
        {
            cursor.Fail(place.Error!);
            return name;
        }

        if (isHere)
        {
            cursor.Skip(place.Position - cursor.Position);
        }

        if (known.Count >= NamesMax)
        {
            known.Clear();
        }

        known[(int)offset] = name;
        return name;
    }
}
