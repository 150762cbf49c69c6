namespace SecWatch.Agent.Status;

/// <summary>The running agent's answer, one line of JSON.</summary>
internal sealed class ControlReply
{
    /// <summary>What went wrong; empty where nothing did.</summary>
    public string Error { get; set; } = "";

    public StatusReport? Status { get; set; }

    /// <summary>For an import: events that are durable in the spool now.</summary>
    public long EventsImported { get; set; }
}
