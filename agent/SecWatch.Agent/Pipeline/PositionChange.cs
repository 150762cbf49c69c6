namespace SecWatch.Agent.Pipeline;

/// <summary>Where a source stands once the events before it are durable.</summary>
/// <param name="Key">Names the thing followed within the source, for example a file.</param>
/// <param name="Position">The source's own format; null forgets the key.</param>
internal readonly record struct PositionChange(string Key, byte[]? Position);
