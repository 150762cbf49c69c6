namespace SecWatch.Agent.Sources.Logs;

/// <summary>How the bytes of a file are to be read.</summary>
internal enum FileEncoding
{
    /// <summary>Not looked at yet, or too short to tell.</summary>
    Undetermined,

    /// <summary>Line by line: UTF-8 where it is that, else CP932 where it is that, else bytes.</summary>
    Detected,

    Utf8,
    Cp932,
    Utf16Little,
    Utf16Big,
}
