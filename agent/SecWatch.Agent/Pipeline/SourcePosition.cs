namespace SecWatch.Agent.Pipeline;

/// <summary>A position and whose it is; a null position forgets the key.</summary>
internal readonly record struct SourcePosition(string Source, string Key, byte[]? Position);
