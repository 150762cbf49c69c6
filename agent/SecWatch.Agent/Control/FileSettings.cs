namespace SecWatch.Agent.Control;

/// <summary>The settings under <c>sources.files</c>.</summary>
internal sealed class FileSettings
{
    public bool Enabled { get; set; } = true;

    public List<string> Paths { get; set; } = [];

    public List<string> Exclude { get; set; } = ["*.swp", "*.swx", "*~", "4913"];

    public int DepthMax { get; set; } = 8;

    public long HashBytesMax { get; set; } = 64 * 1024 * 1024;

    public int FileCountMax { get; set; } = 50_000;
}
