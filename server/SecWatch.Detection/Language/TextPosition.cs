namespace SecWatch.Detection.Language;

/// <summary>Where in a field a value must stand.</summary>
internal enum TextPosition
{
    /// <summary>It is the whole field.</summary>
    Whole,

    /// <summary>At its start.</summary>
    Start,

    /// <summary>At its end.</summary>
    End,

    /// <summary>Anywhere.</summary>
    Anywhere,
}
