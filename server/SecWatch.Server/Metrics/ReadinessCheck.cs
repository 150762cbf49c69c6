namespace SecWatch.Server.Metrics;

/// <summary>Whether one part of the server can do its work.</summary>
/// <param name="Name">The part.</param>
/// <param name="Ready">Whether it can.</param>
/// <param name="Reason">What is wrong or how it is, in one English sentence.</param>
internal sealed record ReadinessCheck(string Name, bool Ready, string Reason);
