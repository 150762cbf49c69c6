namespace SecWatch.Agent.Status;

/// <summary>How one source is doing.</summary>
internal sealed class SourceReport
{
    public string Source { get; set; } = "";

    public string State { get; set; } = "";

    public string Reason { get; set; } = "";

    public long EventsIn { get; set; }

    public long EventsOut { get; set; }

    public long EventsDropped { get; set; }

    public long EventsWaiting { get; set; }
}
