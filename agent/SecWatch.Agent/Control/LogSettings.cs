namespace SecWatch.Agent.Control;

/// <summary>One entry of <c>sources.logs</c>.</summary>
internal sealed class LogSettings
{
    public string Id { get; set; } = "";

    public List<string> Paths { get; set; } = [];

    public string Format { get; set; } = "auto";

    public string Encoding { get; set; } = "auto";

    public string Lane { get; set; } = "bulk";

    public bool StartAtEnd { get; set; } = true;

    public int LineBytesMax { get; set; } = 256 * 1024;
}
