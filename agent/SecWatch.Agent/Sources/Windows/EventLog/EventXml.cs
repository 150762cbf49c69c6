using System.Globalization;
using System.Text;

namespace SecWatch.Agent.Sources.Windows.EventLog;

/// <summary>Reads an event that Windows rendered as XML into an event writer, as the EVTX reader does from
/// BinXML.</summary>
internal static class EventXml
{
    internal const int DepthMax = 32;
    private const int EntityCharsMax = 12;

    /// <returns>false where the text is not one whole event; the event is not to be used.</returns>
    public static bool TryRead(ReadOnlySpan<char> xml, WindowsEventWriter writer)
    {
        var reader = new EventXmlReader(xml);
        var frames = new Frame[DepthMax];
        var depth = 0;
        var names = writer.Names;
        while (true)
        {
            switch (reader.Next())
            {
                case EventXmlToken.Start:
                    if (depth == DepthMax)
                    {
                        return false;
                    }

                    if (depth > 0)
                    {
                        frames[depth - 1].HasChildren = true;
                        EndText(writer, frames[depth - 1]);
                    }

                    var section = depth == 0
                        ? EventSection.Document
                        : EventVocabulary.Enter(frames[depth - 1].Section, frames[depth - 1].Element.Text);
                    frames[depth++] = new Frame(
                        section, names.Get(reader.Name), writer.Vocabulary.Text(section, reader.Name));
                    break;
                case EventXmlToken.Attribute:
                    Attribute(writer, ref frames[depth - 1], reader.Name, reader.Value);
                    break;
                case EventXmlToken.Text:
                    AppendDecoded(writer, reader.Value);
                    break;
                case EventXmlToken.Literal:
                    writer.Append(reader.Value);
                    break;
                case EventXmlToken.End:
                    if (depth == 0)
                    {
                        return false;
                    }

                    EndText(writer, frames[--depth]);
                    if (depth == 0)
                    {
                        return frames[0].Element.Text is "Event";
                    }

                    break;
                default:
                    return false;
            }
        }
    }

    private static void Attribute(
        WindowsEventWriter writer, ref Frame frame, ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        AppendDecoded(writer, value);
        if (EventVocabulary.IsNameAttribute(frame.Section, name))
        {
            frame.Target = writer.TakeName();
            return;
        }

        var target = writer.Vocabulary.Attribute(frame.Section, frame.Element.Text, name);
        if (writer.Pending.IsEmpty || target.Slot == FieldSlot.Ignore)
        {
            writer.Drop();
        }
        else
        {
            writer.End(target);
        }
    }

    // The text of an element that has others in it is only layout, unless something is written there.
    private static void EndText(WindowsEventWriter writer, in Frame frame)
    {
        var isEmpty = frame.HasChildren
            ? writer.Pending.TrimStart(" \t\r\n"u8).IsEmpty
            : writer.Pending.IsEmpty && EventVocabulary.EmptyIsAbsent(frame.Section);
        if (isEmpty)
        {
            writer.Drop();
        }
        else
        {
            writer.End(frame.Target);
        }
    }

    private static void AppendDecoded(WindowsEventWriter writer, ReadOnlySpan<char> text)
    {
        while (true)
        {
            var start = text.IndexOf('&');
            if (start < 0)
            {
                writer.Append(text);
                return;
            }

            writer.Append(text[..start]);
            text = text[(start + 1)..];
            var end = text[..Math.Min(text.Length, EntityCharsMax)].IndexOf(';');
            if (end < 0)
            {
                writer.Append("&"u8);
                continue;
            }

            AppendEntity(writer, text[..end]);
            text = text[(end + 1)..];
        }
    }

    private static void AppendEntity(WindowsEventWriter writer, ReadOnlySpan<char> name)
    {
        if (!name.StartsWith("#"))
        {
            writer.Append(XmlEntities.Named(name).AsSpan());
            return;
        }

        var isHex = name.StartsWith("#x");
        var style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        Span<char> units = stackalloc char[2];
        if (!int.TryParse(name[(isHex ? 2 : 1)..], style, CultureInfo.InvariantCulture, out var value)
            || !Rune.TryCreate(value, out var rune))
        {
            rune = Rune.ReplacementChar;
        }

        writer.Append(units[..rune.EncodeToUtf16(units)]);
    }

    private record struct Frame(EventSection Section, FieldName Element, FieldTarget Target)
    {
        public bool HasChildren { get; set; }
    }
}
