using System.Buffers.Binary;

namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>The live processes by number, kept up by forks and exits.</summary>
internal sealed class ProcessTable(byte[] bootId)
{
    private const int CountMax = 65_536;

    private readonly Dictionary<int, ProcessEntry> entries = [];

    public int Count => entries.Count;

    public IReadOnlyCollection<int> ProcessIds => entries.Keys;

    public ProcessEntry? Find(int processId) => entries.GetValueOrDefault(processId);

    /// <summary>A name of the process that stays the same over restarts of the agent.</summary>
    public Guid GuidOf(int processId, long startTicks)
    {
        Span<byte> bytes = stackalloc byte[16];
        bootId.AsSpan(0, 4).CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[4..], startTicks);
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], processId);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>A child is a copy of its parent until it executes something.</summary>
    public void Fork(int processId, int parentProcessId, long startTicks)
    {
        var parent = Find(parentProcessId)?.Self;
        Set(processId, new ProcessEntry
        {
            Self = new ProcessIdentity(
                processId, GuidOf(processId, startTicks), parent?.Image, parent?.CommandLine, parent?.User),
            Parent = parent,
            ParentProcessId = parentProcessId,
            StartTicks = startTicks,
        });
    }

    /// <summary>Beyond a fixed number nothing is added: then the children of what is left out lack their
    /// parent.</summary>
    public void Set(int processId, ProcessEntry entry)
    {
        if (entries.Count < CountMax || entries.ContainsKey(processId))
        {
            entries[processId] = entry;
        }
    }

    public ProcessEntry? Remove(int processId) => entries.Remove(processId, out var entry) ? entry : null;
}
