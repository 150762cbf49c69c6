using SecWatch.Agent.Sources.Files;
using SecWatch.Agent.Sources.Linux.Processes;
using SecWatch.Agent.Sources.Logs;
using SecWatch.Agent.Sources.Windows.EventLog;

namespace SecWatch.Agent.Control;

/// <summary>The settings under <c>sources</c>.</summary>
internal sealed class SourceSettings
{
    public ProcessSourceOptions Process { get; } = new();

    public FileIntegrityOptions Files { get; } = new();

    public List<LogSourceOptions> Logs { get; set; } = [.. LogSourceOptions.Defaults];

    public WindowsEventLogOptions WindowsEventLog { get; } = new();
}
