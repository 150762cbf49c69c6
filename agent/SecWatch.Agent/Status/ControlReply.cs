namespace SecWatch.Agent.Status;

/// <summary>The running agent's answer, one line of JSON.</summary>
internal sealed class ControlReply
{
    /// <summary>What went wrong; empty where nothing did.</summary>
    public string Error { get; set; } = "";

    public StatusReport? Status { get; set; }

    /// <summary>For an import: events that became durable in the spool by it.</summary>
    public long EventsImported { get; set; }

    /// <summary>For an import: what came of each file, one line each.</summary>
    public List<string> Files { get; set; } = [];

    /// <summary>For an import: whether a file could not be read, or is no event log.</summary>
    public bool FileFailed { get; set; }
}
