namespace SecWatch.Agent.Sources.Windows.EventLog;

/// <summary>Which records a channel holds.</summary>
/// <param name="OldestRecordId">Its oldest record; without a meaning where there is none.</param>
/// <param name="Count">How many records.</param>
internal readonly record struct EventLogExtent(long OldestRecordId, long Count)
{
    /// <summary>Its newest record; 0 where there is none.</summary>
    public long NewestRecordId => Count == 0 ? 0 : OldestRecordId + Count - 1;
}
