namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>One message of the kernel's process connector.</summary>
/// <param name="Sequence">Counts the messages of <paramref name="Cpu"/>; a hole is a lost message.</param>
/// <param name="TimestampNs">The kernel's monotonic clock.</param>
/// <param name="ThreadId">The thread; equal to <paramref name="ProcessId"/> for a process's first.</param>
/// <param name="ParentProcessId">Of a fork and an exit; otherwise 0.</param>
/// <param name="ExitStatus">Of an exit, as wait(2) gives it; of an acknowledgement its errno; otherwise 0.</param>
internal readonly record struct ProcessNotification(
    ProcessEventKind Kind,
    uint Cpu,
    uint Sequence,
    ulong TimestampNs,
    int ThreadId,
    int ProcessId,
    int ParentProcessId,
    uint ExitStatus)
{
    private const int NetlinkHeaderBytes = 16;
    private const int ConnectorHeaderBytes = 20;
    private const int EventBytesMin = 24;

    public bool IsWholeProcess => ThreadId == ProcessId;

    /// <summary>Reads a datagram: nlmsghdr, cn_msg, proc_event, all in the machine's byte order.</summary>
    /// <returns>false where it is cut short or is not of the process connector.</returns>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out ProcessNotification notification)
    {
        notification = default;
        if (datagram.Length < NetlinkHeaderBytes + ConnectorHeaderBytes + EventBytesMin
            || Word(datagram, 0) > datagram.Length)
        {
            return false;
        }

        var connector = datagram[NetlinkHeaderBytes..];
        var body = connector[ConnectorHeaderBytes..];
        if (Word(connector, 0) != 1 || Word(connector, 4) != 1
            || BitConverter.ToUInt16(connector[16..]) > body.Length)
        {
            return false;
        }

        var kind = (ProcessEventKind)Word(body, 0);
        var data = body[16..];
        var needed = kind switch
        {
            ProcessEventKind.Fork => 16,
            ProcessEventKind.Exit => 24,
            ProcessEventKind.Acknowledgement => 4,
            _ => 8,
        };
        if (data.Length < needed)
        {
            return false;
        }

        var common = new ProcessNotification(
            kind, Word(body, 4), Word(connector, 8), BitConverter.ToUInt64(body[8..]), 0, 0, 0, 0);
        notification = kind switch
        {
            ProcessEventKind.Acknowledgement => common with { ExitStatus = Word(data, 0) },
            ProcessEventKind.Fork => common with
            {
                ThreadId = Id(data, 8),
                ProcessId = Id(data, 12),
                ParentProcessId = Id(data, 4),
            },
            ProcessEventKind.Exit => common with
            {
                ThreadId = Id(data, 0),
                ProcessId = Id(data, 4),
                ExitStatus = Word(data, 8),
                ParentProcessId = Id(data, 20),
            },
            _ => common with { ThreadId = Id(data, 0), ProcessId = Id(data, 4) },
        };
        return true;
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int offset) => BitConverter.ToUInt32(bytes[offset..]);

    private static int Id(ReadOnlySpan<byte> bytes, int offset) => BitConverter.ToInt32(bytes[offset..]);
}
