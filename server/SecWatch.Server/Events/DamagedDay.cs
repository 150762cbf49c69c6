namespace SecWatch.Server.Events;

/// <summary>A day file that could not be read at start and was set aside.</summary>
internal sealed record DamagedDay(DateOnly Day, string SetAsideAs);
