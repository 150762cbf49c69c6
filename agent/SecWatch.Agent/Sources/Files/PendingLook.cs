namespace SecWatch.Agent.Sources.Files;

/// <summary>A path that is to be looked at when its changes have settled.</summary>
/// <param name="Due">A timestamp of the time provider.</param>
internal readonly record struct PendingLook(long Due, bool WasCreated, bool WasDeleted);
