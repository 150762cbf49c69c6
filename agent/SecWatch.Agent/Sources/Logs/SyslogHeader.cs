namespace SecWatch.Agent.Sources.Logs;

/// <summary>Where the parts of a syslog line stand in it.</summary>
internal ref struct SyslogHeader
{
    /// <summary>How the line is written, for example <c>rfc3164</c> or <c>rfc3339/6/+09:00</c>.</summary>
    public ReadOnlySpan<byte> Form;

    /// <summary>The line's own time in UTC ticks; 0 where it names none.</summary>
    public long TimeTicks;

    /// <summary>Facility times eight plus severity; -1 where the line has none.</summary>
    public int Priority;

    public ReadOnlySpan<byte> Host;
    public ReadOnlySpan<byte> Program;
    public ReadOnlySpan<byte> ProcessId;
    public ReadOnlySpan<byte> MessageId;
    public ReadOnlySpan<byte> StructuredData;

    /// <summary>Where the message begins in the line.</summary>
    public int MessageStart;

    /// <summary>Whether the header can be written again from the other fields, byte for byte.</summary>
    public bool IsCanonical;
}
