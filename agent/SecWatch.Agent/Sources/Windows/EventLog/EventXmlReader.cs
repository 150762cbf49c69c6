using System.Buffers;

namespace SecWatch.Agent.Sources.Windows.EventLog;

/// <summary>Reads the XML that Windows renders for an event, forward only and without allocating.</summary>
/// <remarks>
/// It knows what occurs there: elements, attributes, text, CDATA; comments, instructions and the declaration are passed
/// over, a document type is refused. It checks no more than it needs to end: names of start and end tags are not
/// compared.
/// </remarks>
internal ref struct EventXmlReader(ReadOnlySpan<char> xml)
{
    private static readonly SearchValues<char> NameEnds = SearchValues.Create(" \t\r\n=/><\"'");

    private ReadOnlySpan<char> rest = xml;
    private bool isInTag;
    private bool closesNext;

    /// <summary>Name of the element or attribute, without its prefix unless it declares a name space.</summary>
    public ReadOnlySpan<char> Name { get; private set; }

    /// <summary>The attribute's value or the text, as it is written.</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    public EventXmlToken Next()
    {
        while (true)
        {
            if (closesNext)
            {
                closesNext = false;
                return EventXmlToken.End;
            }

            if (isInTag)
            {
                if (NextInTag(out var token))
                {
                    return token;
                }

                continue;
            }

            if (rest.IsEmpty)
            {
                return EventXmlToken.Eof;
            }

            if (rest[0] != '<')
            {
                Value = Take(rest.IndexOf('<'), 0);
                return EventXmlToken.Text;
            }

            if (NextMarkup(out var markup))
            {
                return markup;
            }
        }
    }

    // false: passed over something that is not of interest.
    private bool NextMarkup(out EventXmlToken token)
    {
        if (rest.StartsWith("</"))
        {
            token = Skip(">") ? EventXmlToken.End : EventXmlToken.Error;
            return true;
        }

        if (rest.StartsWith("<![CDATA["))
        {
            rest = rest["<![CDATA[".Length..];
            var end = rest.IndexOf("]]>");
            token = end < 0 ? EventXmlToken.Error : EventXmlToken.Literal;
            Value = end < 0 ? default : Take(end, "]]>".Length);
            return true;
        }

        if (rest.StartsWith("<!--") || rest.StartsWith("<?"))
        {
            token = EventXmlToken.Error;
            return !Skip(rest[1] == '?' ? "?>" : "-->");
        }

        rest = rest[1..];
        Name = Local(TakeName());
        isInTag = !Name.IsEmpty;
        token = isInTag ? EventXmlToken.Start : EventXmlToken.Error;
        return true;
    }

    // false: the start tag ended.
    private bool NextInTag(out EventXmlToken token)
    {
        rest = rest.TrimStart(" \t\r\n");
        token = EventXmlToken.Error;
        if (rest.StartsWith(">"))
        {
            isInTag = false;
            rest = rest[1..];
            return false;
        }

        if (rest.StartsWith("/>"))
        {
            isInTag = false;
            closesNext = true;
            rest = rest[2..];
            return false;
        }

        Name = TakeName();
        rest = rest.TrimStart(" \t\r\n");
        if (Name.IsEmpty || !rest.StartsWith("="))
        {
            return true;
        }

        rest = rest[1..].TrimStart(" \t\r\n");
        var end = rest.IsEmpty || rest[0] is not ('"' or '\'') ? -1 : rest[1..].IndexOf(rest[0]);
        if (end < 0)
        {
            return true;
        }

        rest = rest[1..];
        Value = Take(end, 1);
        token = EventXmlToken.Attribute;
        return true;
    }

    private static ReadOnlySpan<char> Local(ReadOnlySpan<char> name) => name[(name.LastIndexOf(':') + 1)..];

    private ReadOnlySpan<char> TakeName()
    {
        var end = rest.IndexOfAny(NameEnds);
        return end < 0 ? default : Take(end, 0);
    }

    private ReadOnlySpan<char> Take(int length, int separator)
    {
        var taken = length < 0 ? rest : rest[..length];
        rest = length < 0 ? default : rest[(length + separator)..];
        return taken;
    }

    private bool Skip(ReadOnlySpan<char> end)
    {
        var index = rest.IndexOf(end);
        rest = index < 0 ? default : rest[(index + end.Length)..];
        return index >= 0;
    }
}
