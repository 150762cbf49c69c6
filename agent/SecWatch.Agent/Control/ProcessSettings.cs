namespace SecWatch.Agent.Control;

/// <summary>The settings under <c>sources.process</c>.</summary>
internal sealed class ProcessSettings
{
    public bool Enabled { get; set; } = true;

    public long HashBytesMax { get; set; } = 64 * 1024 * 1024;

    public int ReceiveBufferBytes { get; set; } = 16 * 1024 * 1024;

    public bool ReportExits { get; set; } = true;
}
