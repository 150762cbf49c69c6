using System.Buffers.Binary;

namespace SecWatch.Agent.Sources.Windows.Evtx;

/// <summary>Reads the BinXML of a chunk's records into an event writer, with one plan for each template of the
/// chunk.</summary>
/// <remarks>
/// Bounds: templates within each other to <see cref="DepthMax"/>, <see cref="StepsMax"/> steps for one record. So the
/// work
/// that a hostile record causes is bounded by them, and what it holds by the chunk's 64 KiB and the writer's own
/// limits.
/// </remarks>
internal sealed class BinXmlReader
{
    internal const int DepthMax = 8;
    internal const int StepsMax = 20_000;
    private const int SlotsMax = 16_384;
    private const int DefinitionHeadBytes = 24;

    private readonly WindowsEventWriter writer;
    private readonly ChunkNames names;
    private readonly PlanCompiler compiler;
    private readonly Dictionary<(int Offset, EventSection Section), TemplatePlan> plans = [];
    private readonly List<ValueSlot> slots = [];
    private ReadOnlyMemory<byte> chunk;
    private int stepsLeft;
    private string? error;

    public BinXmlReader(WindowsEventWriter writer)
    {
        this.writer = writer;
        names = new ChunkNames(writer.Names);
        compiler = new PlanCompiler(names, writer.Vocabulary);
    }

    /// <summary>Moves to another chunk. The memory must stay as it is until the next call.</summary>
    public void Load(ReadOnlyMemory<byte> nextChunk)
    {
        chunk = nextChunk;
        names.Clear();
        plans.Clear();
        compiler.Reset();
    }

    /// <summary>Reads one record's BinXML into the writer, which was told to begin an event.</summary>
    /// <returns>false where it cannot be read; <paramref name="why"/> says what is wrong, and the event is not to be
    /// used.</returns>
    public bool TryRead(int start, int end, out string why)
    {
        error = null;
        stepsLeft = StepsMax;
        slots.Clear();
        Fragment(start, end, EventSection.Document, 0);
        why = error ?? "";
        return error is null;
    }

    private void Fail(string reason) => error ??= reason;

    private void Fragment(int start, int end, EventSection section, int depth)
    {
        if (depth > DepthMax)
        {
            Fail("templates stand too deep within each other");
            return;
        }

        var bytes = chunk.Span;
        var cursor = new BinXmlCursor(bytes, start, end);
        while (cursor.Left > 0 && error is null)
        {
            var token = cursor.Byte();
            switch (token & ~BinXmlToken.MoreFlag)
            {
                case BinXmlToken.FragmentHeader:
                    cursor.Skip(3);
                    break;
                case BinXmlToken.TemplateInstance:
                    Instance(ref cursor, section, depth);
                    break;
                case BinXmlToken.OpenStartElement:
                    RunPlan(compiler.CompileElement(ref cursor, bytes, token, section), 0, 0, depth);
                    break;
                case BinXmlToken.InstructionTarget:
                case BinXmlToken.InstructionData:
                    compiler.Instruction(ref cursor, bytes, token);
                    break;
                case BinXmlToken.EndOfFragment:
                    return;
                default:
                    cursor.Fail("a token stands where none of its kind may");
                    break;
            }

            if (cursor.Failed)
            {
                Fail(cursor.Error!);
            }
        }
    }

    // A template instance: a byte, the template's number, the offset of its definition; the definition itself where it
    // is
    // used for the first time; then the count of values, length and type of each, and their bytes.
    private void Instance(ref BinXmlCursor cursor, EventSection section, int depth)
    {
        cursor.Skip(5);
        var definition = cursor.UInt32();
        if (cursor.Failed || definition > (uint)(chunk.Length - DefinitionHeadBytes))
        {
            cursor.Fail("a template definition lies outside of the chunk");
            return;
        }

        var plan = Plan((int)definition, section, out var definitionEnd);
        if (definition == cursor.Position)
        {
            cursor.Skip(definitionEnd - cursor.Position);
        }

        var count = cursor.UInt32();
        if (count * 4L > cursor.Left || slots.Count + count > SlotsMax)
        {
            cursor.Fail("a template instance has more values than room");
            return;
        }

        var first = slots.Count;
        var offset = cursor.Position + ((int)count * 4);
        for (var i = 0; i < count; i++)
        {
            var length = cursor.UInt16();
            var type = (BinXmlType)cursor.Byte();
            cursor.Skip(1);
            slots.Add(new ValueSlot(type, offset, length));
            offset += length;
        }

        cursor.Skip(offset - cursor.Position);
        if (!cursor.Failed)
        {
            RunPlan(plan, first, (int)count, depth);
        }

        slots.RemoveRange(first, slots.Count - first);
    }

    private TemplatePlan Plan(int definition, EventSection section, out int definitionEnd)
    {
        var bytes = chunk.Span;
        var head = new BinXmlCursor(bytes, definition, bytes.Length);
        head.Skip(20);
        var size = head.UInt32();
        var start = head.Position;
        head.Skip(size);
        definitionEnd = head.Position;
        if (plans.TryGetValue((definition, section), out var plan))
        {
            return plan;
        }

        if (head.Failed)
        {
            plan = new TemplatePlan([], "a template definition does not fit its chunk");
        }
        else
        {
            var body = new BinXmlCursor(bytes, start, definitionEnd);
            plan = compiler.CompileFragment(ref body, bytes, section);
        }

        plans.Add((definition, section), plan);
        return plan;
    }

    private void RunPlan(TemplatePlan plan, int firstSlot, int slotCount, int depth)
    {
        if (plan.Error is not null)
        {
            Fail(plan.Error);
            return;
        }

        foreach (var step in plan.Steps)
        {
            if (--stepsLeft < 0)
            {
                Fail("it has more values than one event can have");
            }

            if (error is not null)
            {
                return;
            }

            var target = step.NameParts is null ? step.Target : NamedTarget(step.NameParts, firstSlot, slotCount);
            if (step.Parts.Length == 1 && step.Parts[0].Literal is null)
            {
                Single(step, target, Slot(step.Parts[0], firstSlot, slotCount), depth);
            }
            else
            {
                Mixed(step, target, firstSlot, slotCount, depth);
            }
        }
    }

    private ValueSlot Slot(PlanPart part, int firstSlot, int slotCount) =>
        part.Index < slotCount ? slots[firstSlot + part.Index] : default;

    private ReadOnlySpan<byte> Data(ValueSlot slot) => chunk.Span.Slice(slot.Offset, slot.Length);

    private void Single(PlanStep step, FieldTarget target, ValueSlot slot, int depth)
    {
        if (slot.Type == BinXmlType.BinXml)
        {
            Fragment(slot.Offset, slot.Offset + slot.Length, step.Inner, depth + 1);
            return;
        }

        if (slot.Type == BinXmlType.Null && step.Parts[0].IsOptional)
        {
            writer.Absent(target);
            return;
        }

        if (slot.IsArray && slot.Length > 0)
        {
            foreach (var element in new ValueArray(slot, Data(slot)))
            {
                stepsLeft--;
                BinXmlText.Append(writer, slot.ElementType, element);
                writer.End(target);
            }

            return;
        }

        if (target.Slot == FieldSlot.Time && slot.Type == BinXmlType.FileTime && slot.Length == sizeof(ulong))
        {
            writer.EndTime(BinaryPrimitives.ReadUInt64LittleEndian(Data(slot)));
            return;
        }

        BinXmlText.Append(writer, slot.ElementType, Data(slot));
        Finish(step, target);
    }

    private void Mixed(PlanStep step, FieldTarget target, int firstSlot, int slotCount, int depth)
    {
        foreach (var part in step.Parts)
        {
            if (part.Literal is not null)
            {
                writer.Append(part.Literal);
                continue;
            }

            var slot = Slot(part, firstSlot, slotCount);
            if (slot.Type == BinXmlType.BinXml)
            {
                // Text before an inner document cannot stay pending; it is a value of its own.
                Finish(step, target);
                Fragment(slot.Offset, slot.Offset + slot.Length, step.Inner, depth + 1);
            }
            else
            {
                AppendAll(slot);
            }
        }

        Finish(step, target);
    }

    private void AppendAll(ValueSlot slot)
    {
        if (!slot.IsArray)
        {
            BinXmlText.Append(writer, slot.Type, Data(slot));
            return;
        }

        var isFirst = true;
        foreach (var element in new ValueArray(slot, Data(slot)))
        {
            writer.Append(isFirst ? default : ","u8);
            BinXmlText.Append(writer, slot.ElementType, element);
            isFirst = false;
        }
    }

    private void Finish(PlanStep step, FieldTarget target)
    {
        if (step.EmptyIsAbsent && writer.Pending.IsEmpty)
        {
            writer.Absent(target);
        }
        else
        {
            writer.End(target);
        }
    }

    private FieldTarget NamedTarget(PlanPart[] parts, int firstSlot, int slotCount)
    {
        foreach (var part in parts)
        {
            if (part.Literal is not null)
            {
                writer.Append(part.Literal);
            }
            else
            {
                AppendAll(Slot(part, firstSlot, slotCount));
            }
        }

        return writer.TakeName();
    }
}
