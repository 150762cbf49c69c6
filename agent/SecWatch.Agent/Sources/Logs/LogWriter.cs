using System.Buffers.Text;
using SecWatch.Agent.Pipeline;
using SecWatch.Protos.AgentEvents;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Sources.Logs;

/// <summary>Writes lines as events into the block that is being filled.</summary>
/// <remarks>
/// Fields of a line: <c>LogFile</c>, <c>Message</c>, and of syslog lines <c>SyslogFormat</c>, <c>Hostname</c>,
/// <c>ProcessName</c>, <c>ProcessId</c>, <c>Facility</c>, <c>Severity</c>, <c>MessageId</c>, <c>StructuredData</c>.
/// <c>SyslogHeader</c> is what stood before the message, where the other fields do not say all of it.
/// <c>SecWatchTruncated</c> is the length of a line that was cut, <c>SecWatchEncoding</c> what it was converted from,
/// <c>SecWatchPartial</c> says that the file ended without ending the line. Record id: the line's offset in its file.
/// One thread at a time.
/// </remarks>
internal sealed class LogWriter
{
    private const int BlockBytesMax = 120 * 1024;
    private const int BlockEventsMax = 1_000;

    private readonly ISourceContext context;
    private readonly LogShapes shapes;
    private readonly SyslogTime time;
    private readonly SyslogParser? parser;
    private readonly LineText text = new();
    private readonly Lane lane;
    private long nowTicks;
    private EventBlock? block;

    public LogWriter(LogSourceOptions options, string sourceId, ISourceContext context)
    {
        this.context = context;
        shapes = new LogShapes(sourceId, options.Id, context.Computer);
        lane = string.Equals(options.Lane, "security", StringComparison.Ordinal) ? Lane.Security : Lane.Bulk;
        time = new SyslogTime(context.Time.LocalTimeZone);
        parser = string.Equals(options.Format, "plain", StringComparison.Ordinal)
            ? null
            : new SyslogParser(time, strict: string.Equals(options.Format, "auto", StringComparison.Ordinal));
    }

    public bool IsFull => block is not null && (block.Count >= BlockEventsMax || block.Bytes >= BlockBytesMax);

    /// <summary>Whether there are events that were not taken.</summary>
    public bool HasEvents => block is { Count: > 0 };

    /// <summary>The block being filled; the caller may add positions.</summary>
    public EventBlock Block => block ??= context.Rent();

    /// <summary>Gives the block away.</summary>
    public EventBlock Take()
    {
        var taken = Block;
        block = null;
        return taken;
    }

    public void SetNow(DateTimeOffset now)
    {
        nowTicks = now.UtcTicks;
        time.SetNow(now);
    }

    public void WriteGap(GapRecord gap, DateTimeOffset now) => Block.AddGap(gap, context.Computer, now);

    public void Write(in LogLine line, TrackedFile file)
    {
        ReadOnlySpan<byte> encoding = default;
        var isCut = line.FullLength > line.Raw.Length;
        var utf8 = line.IsUtf8 && !isCut
            ? line.Raw
            : text.ToUtf8(line.Raw, file.Encoding, isCut, out encoding);

        var isOdd = isCut || line.IsPartial || !encoding.IsEmpty;
        var target = Block;
        if (parser is not null && parser.TryParse(utf8, out var header))
        {
            WriteSyslog(target, line.Offset, utf8, header, isOdd, file.PathBytes);
        }
        else
        {
            var ticks = parser is not null && time.TryReadInternet(utf8, "line/"u8, out var stamp)
                ? stamp.Ticks
                : nowTicks;
            target.Begin(isOdd ? shapes.OddPlain : shapes.Plain, lane, ticks, line.Offset);
            target.Value(file.PathBytes);
            target.Value(utf8);
        }

        if (isOdd)
        {
            WriteNumber(target, isCut ? line.FullLength : -1);
            WriteOptional(target, encoding);
            WriteOptional(target, line.IsPartial ? "true"u8 : default);
        }
    }

    private void WriteSyslog(
        EventBlock target, long offset, ReadOnlySpan<byte> utf8, in SyslogHeader header, bool isOdd, byte[] path)
    {
        var isFull = isOdd || !header.IsCanonical || header.Priority >= 0;
        var shape = isOdd ? shapes.OddSyslog : isFull ? shapes.FullSyslog : shapes.Syslog;
        target.Begin(shape, lane, header.TimeTicks != 0 ? header.TimeTicks : nowTicks, offset);
        target.Value(path);
        target.Value(header.Form);
        WriteOptional(target, header.Host);
        WriteOptional(target, header.Program);
        WriteOptional(target, header.ProcessId);
        target.Value(utf8[header.MessageStart..]);
        if (isFull)
        {
            WriteNumber(target, header.Priority >= 0 ? header.Priority >> 3 : -1);
            WriteNumber(target, header.Priority >= 0 ? header.Priority & 7 : -1);
            WriteOptional(target, header.MessageId);
            WriteOptional(target, header.StructuredData);
            WriteOptional(target, header.IsCanonical ? default : utf8[..header.MessageStart]);
        }
    }

    private static void WriteOptional(EventBlock target, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            target.Absent();
        }
        else
        {
            target.Value(value);
        }
    }

    private static void WriteNumber(EventBlock target, long value)
    {
        if (value < 0)
        {
            target.Absent();
            return;
        }

        Span<byte> digits = stackalloc byte[20];
        _ = Utf8Formatter.TryFormat(value, digits, out var length);
        target.Value(digits[..length]);
    }
}
