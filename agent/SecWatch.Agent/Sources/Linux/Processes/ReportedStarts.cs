namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>Which live processes are reported already, small enough to be saved with every block.</summary>
/// <remarks>
/// Only young processes are listed. What started at or before the floor counts as reported, so that a scan after a
/// restart reports each process once although start times are only known to a hundredth of a second.
/// </remarks>
internal sealed class ReportedStarts
{
    private const int CountMax = 64;
    private const int YoungTicks = 500;

    private readonly Dictionary<int, long> young;
    private long newest;

    public ReportedStarts(long floorStartTicks, IReadOnlyDictionary<int, long> reported)
    {
        FloorStartTicks = floorStartTicks;
        newest = floorStartTicks;
        young = new Dictionary<int, long>(reported);
    }

    public long FloorStartTicks { get; private set; }

    public IReadOnlyDictionary<int, long> Young => young;

    public bool Contains(int processId, long startTicks) =>
        startTicks <= FloorStartTicks || (young.TryGetValue(processId, out var known) && known == startTicks);

    public void Add(int processId, long startTicks)
    {
        newest = Math.Max(newest, startTicks);
        if (startTicks > FloorStartTicks)
        {
            young[processId] = startTicks;
        }

        if (young.Count > CountMax)
        {
            RaiseFloor();
        }
    }

    public void Remove(int processId) => young.Remove(processId);

    private void RaiseFloor()
    {
        var starts = young.Values.Order().ToArray();
        var floor = Math.Max(newest - YoungTicks, starts[starts.Length / 2]);
        FloorStartTicks = Math.Max(FloorStartTicks, floor);
        foreach (var (processId, startTicks) in young)
        {
            if (startTicks <= FloorStartTicks)
            {
                young.Remove(processId);
            }
        }
    }
}
