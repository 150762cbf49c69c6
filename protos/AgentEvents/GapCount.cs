namespace SecWatch.Protos.AgentEvents;

/// <summary>What <see cref="GapRecord.Count"/> says. The names are stored as they are: never rename one.</summary>
public enum GapCount
{
    /// <summary>The number is not known; it is 0.</summary>
    Unknown,

    /// <summary>Exactly so many events are missing.</summary>
    Exact,

    /// <summary>At most so many events are missing.</summary>
    AtMost,
}
