using System.Text;

namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>Turns the elements of a BinXML fragment into a plan of the values that they give to an event.</summary>
/// <remarks>
/// Depth and number of tokens are bounded: <see cref="DepthMax"/> elements within each other, and
/// <see cref="TokensMax"/> tokens over all plans of a chunk, so that a hostile chunk costs little.
/// The dependency number of an element says nothing that its substitutions do not say, and is skipped.
/// </remarks>
internal sealed class PlanCompiler(ChunkNames names, EventVocabulary vocabulary)
{
    internal const int DepthMax = 32;
    internal const int TokensMax = 200_000;

    private readonly List<PlanStep> steps = [];
    private int tokensLeft;

    /// <summary>Gives a new chunk its own budget of tokens.</summary>
    public void Reset() => tokensLeft = TokensMax;

    /// <summary>Compiles from a fragment header to the end of the fragment.</summary>
    public TemplatePlan CompileFragment(ref BinXmlCursor cursor, ReadOnlySpan<byte> chunk, EventSection section)
    {
        steps.Clear();
        while (cursor.Left > 0 && TakeToken(ref cursor))
        {
            var token = cursor.Byte();
            switch (token & ~BinXmlToken.MoreFlag)
            {
                case BinXmlToken.FragmentHeader:
                    cursor.Skip(3);
                    break;
                case BinXmlToken.OpenStartElement:
                    Element(ref cursor, chunk, token, section, 0);
                    break;
                case BinXmlToken.InstructionTarget:
                case BinXmlToken.InstructionData:
                    Instruction(ref cursor, chunk, token);
                    break;
                case BinXmlToken.EndOfFragment:
                    cursor.Skip(cursor.Left);
                    break;
                default:
                    cursor.Fail("a token stands where none of its kind may");
                    break;
            }
        }

        return Take(ref cursor);
    }

    /// <summary>Compiles one element whose token was taken, and leaves the cursor after it.</summary>
    public TemplatePlan CompileElement(
        ref BinXmlCursor cursor, ReadOnlySpan<byte> chunk, byte token, EventSection section)
    {
        steps.Clear();
        Element(ref cursor, chunk, token, section, 0);
        return Take(ref cursor);
    }

    public void Instruction(ref BinXmlCursor cursor, ReadOnlySpan<byte> chunk, byte token)
    {
        if (token == BinXmlToken.InstructionTarget)
        {
            names.Read(ref cursor, chunk);
        }
        else
        {
            cursor.Text(cursor.UInt16());
        }
    }

    private TemplatePlan Take(ref BinXmlCursor cursor) =>
        cursor.Failed ? new TemplatePlan([], cursor.Error) : new TemplatePlan([.. steps], null);

    private bool TakeToken(ref BinXmlCursor cursor)
    {
        if (--tokensLeft < 0)
        {
            tokensLeft = 0;
            cursor.Fail("the chunk has more template tokens than one can have");
        }

        return !cursor.Failed;
    }

    private void Element(
        ref BinXmlCursor cursor, ReadOnlySpan<byte> chunk, byte token, EventSection section, int depth)
    {
        if (depth >= DepthMax)
        {
            cursor.Fail("elements stand too deep within each other");
            return;
        }

        SkipElementHead(ref cursor, chunk);
        var name = names.Read(ref cursor, chunk);
        var inner = EventVocabulary.Enter(section, name.Text);
        var target = vocabulary.Text(section, name.Text);
        PlanPart[]? nameParts = null;
        if ((token & BinXmlToken.MoreFlag) != 0)
        {
            cursor.Skip(4);
            Attributes(ref cursor, chunk, section, name, ref target, ref nameParts);
        }

        var parts = new List<PlanPart>();
        var hasChildren = false;
        var close = cursor.Byte();
        if (close == BinXmlToken.CloseStartElement)
        {
            hasChildren = Content(ref cursor, chunk, inner, parts, depth);
        }
        else if (close != BinXmlToken.CloseEmptyElement)
        {
            cursor.Fail("a start tag does not end");
        }

        var emptyIsAbsent = hasChildren || EventVocabulary.EmptyIsAbsent(section);
        if ((!emptyIsAbsent || HasContent(parts)) && !cursor.Failed)
        {
            steps.Add(new PlanStep(target, nameParts, [.. parts], inner, emptyIsAbsent));
        }
    }

    // Within a template an element has a dependency number before its size. A fragment that is written without a
    // template has none; only the place of its name tells them apart.
    private static void SkipElementHead(ref BinXmlCursor cursor, ReadOnlySpan<byte> chunk)
    {
        var withNumber = new BinXmlCursor(chunk, cursor.Position, cursor.End);
        withNumber.Skip(6);
        var without = new BinXmlCursor(chunk, cursor.Position, cursor.End);
        without.Skip(4);
        cursor.Skip(NameIsPlausible(ref withNumber, chunk) || !NameIsPlausible(ref without, chunk) ? 6 : 4);
    }

    private static bool NameIsPlausible(ref BinXmlCursor cursor, ReadOnlySpan<byte> chunk)
    {
        var offset = cursor.UInt32();
        if (cursor.Failed || offset > (uint)chunk.Length - 10 || (offset > cursor.Position && offset < cursor.End))
        {
            return false;
        }

        var name = new BinXmlCursor(chunk, (int)offset, chunk.Length);
        name.Skip(4);
        var hash = name.UInt16();
        var computed = 0u;
        foreach (var unit in name.Text(name.UInt16()))
        {
            computed = unchecked((computed * 65_599) + unit);
        }

        return !name.Failed && hash == (computed & 0xFFFF);
    }

    private void Attributes(
        ref BinXmlCursor cursor,
        ReadOnlySpan<byte> chunk,
        EventSection section,
        FieldName element,
        ref FieldTarget target,
        ref PlanPart[]? nameParts)
    {
        var parts = new List<PlanPart>();
        while ((cursor.Peek() & ~BinXmlToken.MoreFlag) == BinXmlToken.Attribute && TakeToken(ref cursor))
        {
            cursor.Skip(1);
            var attribute = names.Read(ref cursor, chunk);
            parts.Clear();
            while (TryPart(ref cursor, chunk, parts))
            {
            }

            if (EventVocabulary.IsNameAttribute(section, attribute.Text))
            {
                if (parts.TrueForAll(part => part.Literal is not null))
                {
                    target = vocabulary.Named(LiteralText(parts));
                }
                else
                {
                    nameParts = [.. parts];
                }

                continue;
            }

            var place = vocabulary.Attribute(section, element.Text, attribute.Text);
            if (place.Slot != FieldSlot.Ignore)
            {
                steps.Add(new PlanStep(place, null, [.. parts], section, true));
            }
        }
    }

    private static string LiteralText(List<PlanPart> parts) =>
        string.Concat(parts.Select(part => Encoding.UTF8.GetString(part.Literal!)));

    // Returns whether there are elements in it.
    private bool Content(
        ref BinXmlCursor cursor, ReadOnlySpan<byte> chunk, EventSection inner, List<PlanPart> parts, int depth)
    {
        var hasChildren = false;
        while (!cursor.Failed)
        {
            if (TryPart(ref cursor, chunk, parts) || !TakeToken(ref cursor))
            {
                continue;
            }

            var token = cursor.Byte();
            switch (token & ~BinXmlToken.MoreFlag)
            {
                case BinXmlToken.EndElement:
                    return hasChildren;
                case BinXmlToken.OpenStartElement:
                    hasChildren = true;
                    Element(ref cursor, chunk, token, inner, depth + 1);
                    break;
                case BinXmlToken.InstructionTarget:
                case BinXmlToken.InstructionData:
                    Instruction(ref cursor, chunk, token);
                    break;
                default:
                    cursor.Fail("an element does not end");
                    break;
            }
        }

        return hasChildren;
    }

    private static bool HasContent(List<PlanPart> parts)
    {
        foreach (var part in parts)
        {
            if (part.Literal is null || !part.Literal.AsSpan().TrimStart(" \t\r\n"u8).IsEmpty)
            {
                return true;
            }
        }

        return false;
    }

    // Takes one piece of text or one substitution; false where something else comes next.
    private bool TryPart(ref BinXmlCursor cursor, ReadOnlySpan<byte> chunk, List<PlanPart> parts)
    {
        var kind = cursor.Peek() & ~BinXmlToken.MoreFlag;
        if (kind is not (BinXmlToken.Value or BinXmlToken.CDataSection or BinXmlToken.CharacterReference
                or BinXmlToken.EntityReference or BinXmlToken.NormalSubstitution or BinXmlToken.OptionalSubstitution)
            || !TakeToken(ref cursor))
        {
            return false;
        }

        cursor.Skip(1);
        if (kind is BinXmlToken.NormalSubstitution or BinXmlToken.OptionalSubstitution)
        {
            var index = cursor.UInt16();
            cursor.Skip(1);
            parts.Add(new PlanPart(null, index, kind == BinXmlToken.OptionalSubstitution));
            return !cursor.Failed;
        }

        var literal = kind switch
        {
            BinXmlToken.Value => ValueText(ref cursor),
            BinXmlToken.CDataSection => cursor.Text(cursor.UInt16()).ToString(),
            BinXmlToken.CharacterReference => ((char)cursor.UInt16()).ToString(),
            _ => XmlEntities.Named(names.Read(ref cursor, chunk).Text),
        };
        parts.Add(new PlanPart(Encoding.UTF8.GetBytes(literal), 0, false));
        return !cursor.Failed;
    }

    private static string ValueText(ref BinXmlCursor cursor)
    {
        if (cursor.Byte() != (byte)BinXmlType.Text)
        {
            cursor.Fail("a value within a template is not text");
            return "";
        }

        return cursor.Text(cursor.UInt16()).ToString();
    }
}
