using SecWatch.Protos.AgentEvents;
using SecWatch.Protos.Batches;

namespace SecWatch.Agent.Sources.Logs;

/// <summary>The few shapes that the lines of a log come in.</summary>
internal sealed class LogShapes
{
    /// <summary>Fields that only odd lines have; in the order in which <see cref="LogWriter"/> writes them.</summary>
    private static readonly string[] OddFields = ["SecWatchTruncated", "SecWatchEncoding", "SecWatchPartial"];

    private static readonly string[] PlainFields = ["LogFile", "Message"];

    private static readonly string[] SyslogFields =
        ["LogFile", "SyslogFormat", "Hostname", "ProcessName", "ProcessId", "Message"];

    private static readonly string[] FullSyslogFields =
        [.. SyslogFields, "Facility", "Severity", "MessageId", "StructuredData", "SyslogHeader"];

    public LogShapes(string sourceId, string channel, string computer)
    {
        EventShape Create(string[] fields) =>
            new(sourceId, AgentEvent.LogProvider, channel, 0, computer, fields);

        Plain = Create(PlainFields);
        OddPlain = Create([.. PlainFields, .. OddFields]);
        Syslog = Create(SyslogFields);
        FullSyslog = Create(FullSyslogFields);
        OddSyslog = Create([.. FullSyslogFields, .. OddFields]);
    }

    public EventShape Plain { get; }

    public EventShape OddPlain { get; }

    public EventShape Syslog { get; }

    /// <summary>
    /// With priority, the parts that only RFC 5424 has, and the header where it cannot be written again.
    /// </summary>
    public EventShape FullSyslog { get; }

    public EventShape OddSyslog { get; }
}
