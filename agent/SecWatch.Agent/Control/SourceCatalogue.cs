using SecWatch.Agent.Sources;
using SecWatch.Agent.Sources.Files;
using SecWatch.Agent.Sources.Linux.Processes;
using SecWatch.Agent.Sources.Logs;
using SecWatch.Agent.Sources.Windows.EventLog;

namespace SecWatch.Agent.Control;

/// <summary>Makes the sources that the settings ask for: the one place that knows them all.</summary>
internal static class SourceCatalogue
{
    public static IReadOnlyList<IEventSource> Create(SourceSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var sources = new List<IEventSource>();
        if (settings.Process.Enabled && OperatingSystem.IsLinux())
        {
            sources.Add(new ProcessSource(settings.Process));
        }

        if (settings.Files.Enabled)
        {
            sources.Add(new FileIntegritySource(settings.Files));
        }

        if (settings.WindowsEventLog.Enabled && OperatingSystem.IsWindows())
        {
            sources.Add(new WindowsEventLogSource(settings.WindowsEventLog, new WevtApi()));
        }

        sources.AddRange(settings.Logs.Select(log => new LogSource(log)));
        return sources;
    }
}
