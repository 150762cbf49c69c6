namespace SecWatch.Agent.Sources.Windows.EventLog;

/// <summary>What an <see cref="EventXmlReader"/> stands at.</summary>
internal enum EventXmlToken
{
    /// <summary>An element begins; its name is known.</summary>
    Start,

    /// <summary>An attribute of the element that began; name and raw value are known.</summary>
    Attribute,

    /// <summary>Text; its raw value is known.</summary>
    Text,

    /// <summary>A CDATA section; its value is known and has no references.</summary>
    Literal,

    /// <summary>The innermost element ends.</summary>
    End,

    /// <summary>The text is at its end.</summary>
    Eof,

    /// <summary>The text is no XML.</summary>
    Error,
}
