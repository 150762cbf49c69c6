namespace SecWatch.Agent.Status;

/// <summary>What a command asks of the running agent, one line of JSON.</summary>
internal sealed class ControlRequest
{
    /// <summary><c>status</c> or <c>import</c>.</summary>
    public string Verb { get; set; } = "";

    /// <summary>Absolute paths of the files to import.</summary>
    public List<string> Paths { get; set; } = [];
}
