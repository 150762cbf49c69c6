using System.Buffers.Text;
using SecWatch.Agent.Pipeline;
using SecWatch.Protos.AgentEvents;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>Writes starts (event id 1) and exits (5) under Sigma's field names.</summary>
/// <remarks>
/// <c>SecWatchIncomplete</c> says why a field is absent that should be there; <c>SecWatchFoundByScan</c> marks a start
/// that was not announced but found in the list of processes, whose time is therefore that of the process's creation.
/// </remarks>
internal sealed class ProcessEventWriter(string computer, UserNames users)
{
    private const string NoHash = "no hash: the image is too large or could not be read";
    private const uint SignalMask = 0x7F;

    private readonly EventShape startShape = new(
        ProcessSource.SourceId,
        AgentEvent.ProcessProvider,
        ProcessSource.Channel,
        1,
        computer,
        [
            "ProcessGuid", "ProcessId", "Image", "CommandLine", "CurrentDirectory", "User", "UserId", "LogonId",
            "Hashes", "ProcessName", "ParentProcessGuid", "ParentProcessId", "ParentImage", "ParentCommandLine",
            "ParentUser", "SecWatchIncomplete", "SecWatchFoundByScan",
        ]);

    private readonly EventShape exitShape = new(
        ProcessSource.SourceId,
        AgentEvent.ProcessProvider,
        ProcessSource.Channel,
        5,
        computer,
        ["ProcessGuid", "ProcessId", "Image", "CommandLine", "User", "ParentProcessId", "ExitCode", "ExitSignal"]);

    /// <param name="hash">Null where there is none.</param>
    public void WriteStart(
        EventBlock block,
        long timeTicks,
        ProcessEntry entry,
        ProcessSnapshot snapshot,
        byte[]? hash,
        bool hashWanted,
        bool foundByScan)
    {
        block.Begin(startShape, Lane.Security, timeTicks, 0);
        Text(block, entry.Self.Guid);
        Number(block, entry.Self.ProcessId);
        Bytes(block, snapshot.Image);
        Bytes(block, snapshot.CommandLine);
        Bytes(block, snapshot.CurrentDirectory);
        Bytes(block, entry.Self.User);
        Number(block, snapshot.UserId);
        Number(block, snapshot.LoginUserId);
        Bytes(block, hash);
        Bytes(block, snapshot.Name);
        if (entry.Parent is { } parent)
        {
            Text(block, parent.Guid);
        }
        else
        {
            block.Absent();
        }

        Number(block, entry.ParentProcessId > 0 ? entry.ParentProcessId : null);
        Bytes(block, entry.Parent?.Image);
        Bytes(block, entry.Parent?.CommandLine);
        Bytes(block, entry.Parent?.User);
        var missing = snapshot.Missing ?? (hashWanted && hash is null ? NoHash : null);
        Text(block, missing);
        Text(block, foundByScan ? "true" : null);
    }

    public void WriteExit(EventBlock block, long timeTicks, ProcessEntry entry, uint status)
    {
        block.Begin(exitShape, Lane.Security, timeTicks, 0);
        Text(block, entry.Self.Guid);
        Number(block, entry.Self.ProcessId);
        Bytes(block, entry.Self.Image);
        Bytes(block, entry.Self.CommandLine);
        Bytes(block, entry.Self.User);
        Number(block, entry.ParentProcessId > 0 ? entry.ParentProcessId : null);
        Number(block, (status >> 8) & 0xFF);
        var signal = status & SignalMask;
        Number(block, signal == 0 ? null : signal);
    }

    public byte[] UserOf(uint userId) => users.NameOf(userId);

    private static void Text(EventBlock block, Guid guid)
    {
        Span<byte> text = stackalloc byte[38];
        _ = Utf8Formatter.TryFormat(guid, text, out var bytes, 'B');
        block.Value(text[..bytes]);
    }

    private static void Text(EventBlock block, string? text)
    {
        if (text is null)
        {
            block.Absent();
        }
        else
        {
            block.Value(text.AsSpan());
        }
    }

    private static void Bytes(EventBlock block, byte[]? bytes)
    {
        if (bytes is null)
        {
            block.Absent();
        }
        else
        {
            block.Value(bytes.AsSpan());
        }
    }

    private static void Number(EventBlock block, long? number)
    {
        if (number is null)
        {
            block.Absent();
            return;
        }

        Span<byte> text = stackalloc byte[20];
        _ = Utf8Formatter.TryFormat(number.Value, text, out var bytes);
        block.Value(text[..bytes]);
    }
}
