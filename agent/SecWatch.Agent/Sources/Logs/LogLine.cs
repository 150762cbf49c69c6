namespace SecWatch.Agent.Sources.Logs;

/// <summary>A line as it stands in its file, without its end.</summary>
internal ref struct LogLine
{
    public ReadOnlySpan<byte> Raw;

    /// <summary>Where it begins in the file.</summary>
    public long Offset;

    /// <summary>Its bytes in the file; more than those given where it was cut.</summary>
    public long FullLength;

    /// <summary>Whether the file ended without ending the line.</summary>
    public bool IsPartial;

    /// <summary>Whether the caller knows that it is UTF-8.</summary>
    public bool IsUtf8;
}
