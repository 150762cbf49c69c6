namespace SecWatch.Agent.Sources.Logs;

/// <summary>An RFC 3339 time at the beginning of a text.</summary>
internal ref struct InternetTime
{
    /// <summary>UTC ticks.</summary>
    public long Ticks;

    /// <summary>Bytes that it takes.</summary>
    public int Length;

    /// <summary>Prefix, number of fraction digits and offset as written, for example <c>rfc3339/6/+09:00</c>.</summary>
    public ReadOnlySpan<byte> Form;

    /// <summary>Whether ticks and form say all of it.</summary>
    public bool IsExact;
}
