namespace SecWatch.Agent.Control;

/// <summary>What <c>doctor</c> found out about one need of one source.</summary>
/// <param name="What">The source, and what it needs.</param>
/// <param name="Found">How it stands.</param>
/// <param name="Remedy">What to do; empty where nothing needs to be done.</param>
internal sealed record RightFinding(string What, string Found, string Remedy = "");
