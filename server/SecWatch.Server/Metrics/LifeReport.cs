namespace SecWatch.Server.Metrics;

/// <summary>Says that the process lives.</summary>
internal sealed record LifeReport(string Status);
