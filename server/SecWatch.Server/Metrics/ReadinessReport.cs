namespace SecWatch.Server.Metrics;

/// <summary>Whether the server can do its work.</summary>
/// <param name="Ready">Whether every part can.</param>
/// <param name="Checks">Each part, with its reason where it cannot.</param>
internal sealed record ReadinessReport(bool Ready, IReadOnlyList<ReadinessCheck> Checks);
