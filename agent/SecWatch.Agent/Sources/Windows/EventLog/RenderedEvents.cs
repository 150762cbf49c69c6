namespace SecWatch.Agent.Sources.Windows.EventLog;

/// <summary>Events as XML text, one behind the other in one buffer that is used again.</summary>
internal sealed class RenderedEvents
{
    private readonly List<int> ends = [];
    private char[] text = new char[16 * 1024];
    private int length;

    public int Count => ends.Count;

    /// <summary>The XML of an event; empty for one that could not be rendered.</summary>
    public ReadOnlySpan<char> this[int index]
    {
        get
        {
            var start = index == 0 ? 0 : ends[index - 1];
            return text.AsSpan(start, ends[index] - start);
        }
    }

    public void Clear()
    {
        ends.Clear();
        length = 0;
    }

    /// <summary>Room for one more event of up to that many characters; <see cref="Commit"/> says how many it
    /// has.</summary>
    public Span<char> Room(int chars)
    {
        if (text.Length - length < chars)
        {
            Array.Resize(ref text, Math.Max(text.Length * 2, length + chars));
        }

        return text.AsSpan(length);
    }

    public void Commit(int chars)
    {
        length += chars;
        ends.Add(length);
    }

    public void Add(ReadOnlySpan<char> xml)
    {
        xml.CopyTo(Room(xml.Length));
        Commit(xml.Length);
    }
}
