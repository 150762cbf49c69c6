namespace SecWatch.Agent.Sources.Windows.EventLog;

/// <summary>Where a subscription begins: after the bookmark, else after the record id, else at the oldest
/// event.</summary>
/// <param name="Bookmark">Bookmark XML, as the Event Log made it; null for none.</param>
/// <param name="AfterRecordId">0 for none.</param>
internal readonly record struct EventLogStart(string? Bookmark, long AfterRecordId);
