using System.Buffers.Binary;
using System.Text;
using SecWatch.Agent.Sources.Windows.Evtx;

namespace SecWatch.Agent.Tests.Sources.Windows.Evtx;

/// <summary>Writes BinXML into a chunk, token by token, so that a test can also write what Windows never
/// would.</summary>
internal sealed class BinXmlBuilder(byte[] chunk, Dictionary<string, int> names, Dictionary<string, int> templates)
{
    public int Position { get; set; }

    /// <summary>Whether elements get the dependency number that stands within templates.</summary>
    public bool HasDependencyNumbers { get; set; } = true;

    public BinXmlBuilder Bytes(params byte[] data)
    {
        data.CopyTo(chunk, Position);
        Position += data.Length;
        return this;
    }

    public BinXmlBuilder UInt16(int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(chunk.AsSpan(Position), (ushort)value);
        Position += 2;
        return this;
    }

    public BinXmlBuilder UInt32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(Position), value);
        Position += 4;
        return this;
    }

    public BinXmlBuilder Fragment() => Bytes(BinXmlToken.FragmentHeader, 1, 1, 0);

    public BinXmlBuilder EndOfFragment() => Bytes(BinXmlToken.EndOfFragment);

    /// <summary>An element's start tag up to its attributes.</summary>
    public BinXmlBuilder Open(string name, bool attributes = false)
    {
        Bytes((byte)(BinXmlToken.OpenStartElement | (attributes ? BinXmlToken.MoreFlag : 0)));
        if (HasDependencyNumbers)
        {
            UInt16(0xFFFF);
        }

        UInt32(0).Name(name);
        return attributes ? UInt32(0) : this;
    }

    public BinXmlBuilder Attribute(string name) => Bytes(BinXmlToken.Attribute).Name(name);

    public BinXmlBuilder CloseStart() => Bytes(BinXmlToken.CloseStartElement);

    public BinXmlBuilder CloseEmpty() => Bytes(BinXmlToken.CloseEmptyElement);

    public BinXmlBuilder End() => Bytes(BinXmlToken.EndElement);

    public BinXmlBuilder Text(string text, bool more = false) =>
        Bytes((byte)(BinXmlToken.Value | (more ? BinXmlToken.MoreFlag : 0)), (byte)BinXmlType.Text).Counted(text);

    public BinXmlBuilder CData(string text) => Bytes(BinXmlToken.CDataSection).Counted(text);

    public BinXmlBuilder CharacterReference(char unit) => Bytes(BinXmlToken.CharacterReference).UInt16(unit);

    public BinXmlBuilder Entity(string name) => Bytes(BinXmlToken.EntityReference).Name(name);

    public BinXmlBuilder Instruction(string target, string data) =>
        Bytes(BinXmlToken.InstructionTarget).Name(target).Bytes(BinXmlToken.InstructionData).Counted(data);

    public BinXmlBuilder Substitution(int index, BinXmlType type) =>
        Bytes(BinXmlToken.NormalSubstitution).UInt16(index).Bytes((byte)type);

    public BinXmlBuilder Optional(int index, BinXmlType type) =>
        Bytes(BinXmlToken.OptionalSubstitution).UInt16(index).Bytes((byte)type);

    /// <summary>An element with text and nothing else.</summary>
    public BinXmlBuilder Leaf(string name, string text) => Open(name).CloseStart().Text(text).End();

    /// <summary>A <c>Data</c> element with a name and one substitution.</summary>
    public BinXmlBuilder Data(string name, int index, BinXmlType type) =>
        Open("Data", attributes: true).Attribute("Name").Text(name).CloseStart().Substitution(index, type).End();

    /// <summary>An instance of the template; its definition is written where the chunk has none of that name.</summary>
    public BinXmlBuilder Instance(
        string template, Action<BinXmlBuilder> define, params (BinXmlType Type, Action<BinXmlBuilder> Write)[] values)
    {
        Bytes(BinXmlToken.TemplateInstance, 1).UInt32(template.Length);
        if (templates.TryGetValue(template, out var known))
        {
            UInt32(known);
        }
        else
        {
            templates[template] = Position + 4;
            UInt32(Position + 4).Definition(define);
        }

        UInt32(values.Length);
        var specification = Position;
        Position += 4 * values.Length;
        foreach (var (type, write) in values)
        {
            var start = Position;
            write(this);
            var end = Position;
            Position = specification;
            UInt16(end - start).Bytes((byte)type, 0);
            specification = Position;
            Position = end;
        }

        return this;
    }

    /// <summary>Only a definition: next offset, identifier, size and the fragment.</summary>
    public BinXmlBuilder Definition(Action<BinXmlBuilder> define)
    {
        UInt32(0).Bytes(new byte[16]);
        var size = Position;
        Position += 4;
        Fragment();
        define(this);
        EndOfFragment();
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(size), Position - size - 4);
        return this;
    }

    /// <summary>A name, by its offset, with the name itself where the chunk has it not yet.</summary>
    public BinXmlBuilder Name(string name)
    {
        if (names.TryGetValue(name, out var known))
        {
            return UInt32(known);
        }

        names[name] = Position + 4;
        var hash = name.Aggregate(0u, (sum, unit) => unchecked((sum * 65_599) + unit));
        return UInt32(Position + 4).UInt32(0).UInt16((int)(hash & 0xFFFF)).Counted(name).UInt16(0);
    }

    private BinXmlBuilder Counted(string text) => UInt16(text.Length).Bytes(Encoding.Unicode.GetBytes(text));
}
