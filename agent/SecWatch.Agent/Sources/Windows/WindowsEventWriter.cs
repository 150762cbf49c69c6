using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using SecWatch.Agent.Pipeline;
using SecWatch.Protos.Batches;

namespace SecWatch.Agent.Sources.Windows;

/// <summary>Collects the values of one Windows event and writes them into a block as an event of the right
/// shape.</summary>
/// <remarks>
/// What reads events (the EVTX reader, the live log) appends the text of a value in pieces and ends it with its target.
/// An event has at most <see cref="FieldsMax"/> fields and <see cref="TextBytesMax"/> bytes of text; what does not fit
/// is
/// left out, and the field <see cref="CutField"/> says in how many places. One thread at a time.
/// </remarks>
internal sealed class WindowsEventWriter
{
    internal const string CutField = "SecWatch_ValuesCut";
    internal const int FieldsMax = BatchLimits.FieldCountMax - 1;
    internal const int TextBytesMax = 1024 * 1024;

    private readonly WindowsShapes shapes;
    private readonly FieldName cutName;
    private readonly FieldName[] names = new FieldName[FieldsMax + 1];
    private readonly Range[] values = new Range[FieldsMax + 1];
    private byte[] text = new byte[8 * 1024];
    private int textLength;
    private int valueStart;
    private int fieldCount;
    private int cutCount;
    private Range provider;
    private Range channel;
    private Range computer;
    private int eventId;

    public WindowsEventWriter(string source)
    {
        Names = new FieldNamePool();
        Vocabulary = new EventVocabulary(Names);
        shapes = new WindowsShapes(source);
        cutName = new FieldName(CutField);
    }

    public FieldNamePool Names { get; }

    public EventVocabulary Vocabulary { get; }

    /// <summary>The event's record id; what <see cref="Begin"/> was given until the event says otherwise.</summary>
    public long RecordId { get; private set; }

    /// <summary>The event's time in ticks; what <see cref="Begin"/> was given until the event says otherwise.</summary>
    public long TimeTicks { get; private set; }

    /// <summary>The event id of the event being collected.</summary>
    public int EventId => eventId;

    /// <summary>The value being appended, UTF-8.</summary>
    public ReadOnlySpan<byte> Pending => text.AsSpan(valueStart, textLength - valueStart);

    /// <summary>The provider of the event being collected, UTF-8.</summary>
    public ReadOnlySpan<byte> Provider => Slice(provider);

    /// <summary>Starts an event and forgets the one before.</summary>
    /// <param name="recordId">Used where the event names none.</param>
    /// <param name="timeTicks">Used where the event names none; ticks, UTC.</param>
    public void Begin(long recordId, long timeTicks)
    {
        RecordId = recordId;
        TimeTicks = timeTicks;
        textLength = 0;
        valueStart = 0;
        fieldCount = 0;
        cutCount = 0;
        provider = default;
        channel = default;
        computer = default;
        eventId = 0;
    }

    /// <summary>Appends to the pending value.</summary>
    public void Append(ReadOnlySpan<byte> utf8)
    {
        var target = Reserve(utf8.Length);
        utf8[..target.Length].CopyTo(target);
    }

    /// <summary>Appends to the pending value; a surrogate without its partner becomes U+FFFD.</summary>
    public void Append(ReadOnlySpan<char> utf16)
    {
        var room = TextBytesMax - textLength;
        if (Encoding.UTF8.GetMaxByteCount(utf16.Length) > room && Encoding.UTF8.GetByteCount(utf16) > room)
        {
            cutCount++;
            utf16 = utf16[..Math.Min(utf16.Length, Math.Max(0, (room / 3) - 1))];
        }

        EnsureRoom(Encoding.UTF8.GetMaxByteCount(utf16.Length));
        textLength += Encoding.UTF8.GetBytes(utf16, text.AsSpan(textLength));
    }

    /// <summary>Appends what a formattable value says of itself.</summary>
    public void Append<T>(T value, ReadOnlySpan<char> format)
        where T : IUtf8SpanFormattable
    {
        Span<byte> buffer = stackalloc byte[512];
        if (value.TryFormat(buffer, out var written, format, CultureInfo.InvariantCulture))
        {
            Append(buffer[..written]);
        }
    }

    /// <summary>Ends the pending value and puts it where it belongs.</summary>
    public void End(FieldTarget target)
    {
        var value = new Range(valueStart, textLength);
        var pending = Pending;
        valueStart = textLength;
        switch (target.Slot)
        {
            case FieldSlot.Field:
                Debug.Assert(target.Name is not null);
                AddField(target.Name, value);
                return;
            case FieldSlot.Provider:
                provider = value;
                return;
            case FieldSlot.Channel:
                channel = value;
                return;
            case FieldSlot.Computer:
                computer = value;
                return;
            case FieldSlot.EventId when Utf8Parser.TryParse(pending, out uint id, out _) && id <= int.MaxValue:
                eventId = (int)id;
                break;
            case FieldSlot.RecordId when Utf8Parser.TryParse(pending, out long record, out _) && record > 0:
                RecordId = record;
                break;
            case FieldSlot.Time when WindowsTime.TryParse(pending, out var ticks):
                TimeTicks = ticks;
                break;
            default:
                break;
        }

        Drop();
    }

    /// <summary>Sets the event's time without the way over text; a time after the year 9999 is not taken.</summary>
    public void EndTime(ulong fileTime)
    {
        if (WindowsTime.TryFromFileTime(fileTime, out var ticks))
        {
            TimeTicks = ticks;
        }
    }

    /// <summary>Takes the pending value as the name of a field; longer ones than 512 bytes are cut.</summary>
    public FieldTarget TakeName()
    {
        Span<char> name = stackalloc char[512];
        var pending = Pending;
        var length = Encoding.UTF8.GetChars(pending[..Math.Min(pending.Length, name.Length)], name);
        Drop();
        return Vocabulary.Named(name[..length]);
    }

    /// <summary>Forgets the pending value.</summary>
    public void Drop() => textLength = valueStart = Math.Min(valueStart, textLength);

    /// <summary>The target has no value in this event.</summary>
    public void Absent(FieldTarget target)
    {
        Drop();
        if (target.Slot == FieldSlot.Field)
        {
            AddField(target.Name!, new Range(Index.End, Index.End));
        }
    }

    /// <summary>Writes the event into the block.</summary>
    public void Complete(EventBlock block)
    {
        Drop();
        if (cutCount > 0)
        {
            Span<byte> digits = stackalloc byte[12];
            Utf8Formatter.TryFormat(cutCount, digits, out var written);
            EnsureRoom(written);
            digits[..written].CopyTo(text.AsSpan(textLength));
            names[fieldCount] = cutName;
            values[fieldCount++] = new Range(textLength, textLength + written);
        }

        var shape = shapes.Get(
            Slice(provider), Slice(channel), Slice(computer), eventId, names.AsSpan(0, fieldCount), out var lane);
        block.Begin(shape, lane, TimeTicks, RecordId);
        foreach (var value in values.AsSpan(0, fieldCount))
        {
            if (value.Start.IsFromEnd)
            {
                block.Absent();
            }
            else
            {
                block.Value(Slice(value));
            }
        }
    }

    private ReadOnlySpan<byte> Slice(Range range) =>
        text.AsSpan(range.Start.Value, range.End.Value - range.Start.Value);

    private void AddField(FieldName name, Range value)
    {
        if (fieldCount >= FieldsMax)
        {
            cutCount++;
            return;
        }

        names[fieldCount] = name;
        values[fieldCount++] = value;
    }

    // A shorter span than asked for means that the event's text is at its limit.
    private Span<byte> Reserve(int bytes)
    {
        var kept = Math.Min(bytes, TextBytesMax - textLength);
        if (kept < bytes)
        {
            cutCount++;
        }

        EnsureRoom(kept);
        var span = text.AsSpan(textLength, kept);
        textLength += kept;
        return span;
    }

    private void EnsureRoom(int bytes)
    {
        if (text.Length - textLength < bytes)
        {
            Array.Resize(ref text, Math.Max(text.Length * 2, textLength + bytes));
        }
    }
}
