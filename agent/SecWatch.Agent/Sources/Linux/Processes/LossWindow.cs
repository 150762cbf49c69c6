namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>Losses of one kind since the last gap record about them.</summary>
internal sealed class LossWindow
{
    public long Count { get; private set; }

    public long FromTicks { get; private set; }

    public long ToTicks { get; private set; }

    public void Add(long count, long fromTicks, long toTicks)
    {
        FromTicks = Count == 0 ? fromTicks : Math.Min(FromTicks, fromTicks);
        ToTicks = Count == 0 ? toTicks : Math.Max(ToTicks, toTicks);
        Count += count;
    }

    public void Clear() => Count = 0;
}
