using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Sources.Files;
using SecWatch.Agent.Sources.Linux.Processes;
using SecWatch.Agent.Sources.Logs;
using SecWatch.Agent.Sources.Windows.EventLog;
using SecWatch.Agent.Spool;

namespace SecWatch.Agent.Control;

/// <summary>Every setting there is, in the order in which a new file shows them.</summary>
internal static class SettingsLayout
{
    private const long Mebi = 1024 * 1024;

    private static readonly System.Buffers.SearchValues<char> IdLetters = System.Buffers.SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    private static readonly Section<PipelineOptions> Pipeline = new(
        Settings.Number<PipelineOptions>("batchBytesMax", "A batch is sealed at this size, before compression.",
            64 * 1024, 4 * Mebi, one => one.BatchBytesMax, (one, value) => one.BatchBytesMax = (int)value),
        Settings.Number<PipelineOptions>("batchEventsMax", "A batch is sealed at this number of events.",
            16, 65_536, one => one.BatchEventsMax, (one, value) => one.BatchEventsMax = (int)value),
        Settings.Number<PipelineOptions>("batchAgeMilliseconds",
            "A batch is sealed this long after its first event. The lane `critical` does not wait.",
            10, 60_000, one => one.BatchAgeMilliseconds, (one, value) => one.BatchAgeMilliseconds = (int)value),
        Settings.Number<PipelineOptions>("queueBlocksMax",
            "Blocks of events that may wait in memory. Beyond them, sources wait or count what they leave out.",
            2, 1024, one => one.QueueBlocksMax, (one, value) => one.QueueBlocksMax = (int)value));

    private static readonly Section<SpoolOptions> Spool = new(
        Settings.Number<SpoolOptions>("criticalMebibytes",
            "Room on the disk that is reserved for gap records and other critical events.",
            1, 16_384, one => one.CriticalMebibytes, (one, value) => one.CriticalMebibytes = (int)value),
        Settings.Number<SpoolOptions>("securityMebibytes",
            "Room for log-ons, processes and files. When it is used up, their sources wait.",
            1, 1_048_576, one => one.SecurityMebibytes, (one, value) => one.SecurityMebibytes = (int)value),
        Settings.Number<SpoolOptions>("bulkMebibytes", "Room for everything else.",
            1, 1_048_576, one => one.BulkMebibytes, (one, value) => one.BulkMebibytes = (int)value));

    private static readonly Section<ProcessSourceOptions> Process = new(
        Settings.Truth<ProcessSourceOptions>(
            "enabled", "Needs the right CAP_NET_ADMIN (the service has it). Linux only.",
            one => one.Enabled, (one, value) => one.Enabled = value),
        Settings.Number<ProcessSourceOptions>("hashBytesMax", "Larger images get no hash. 0 turns hashing off.",
            0, long.MaxValue, one => one.HashBytesMax, (one, value) => one.HashBytesMax = value),
        Settings.Number<ProcessSourceOptions>("receiveBufferBytes",
            "How much the kernel may hold back for the agent during a burst; about 1 KB for a message.",
            4096, 1024 * Mebi, one => one.ReceiveBufferBytes, (one, value) => one.ReceiveBufferBytes = (int)value),
        Settings.Truth<ProcessSourceOptions>("reportExits", "Whether the exits of processes are reported too.",
            one => one.ReportExits, (one, value) => one.ReportExits = value));

    private static readonly Section<FileIntegrityOptions> Files = new(
        Settings.Truth<FileIntegrityOptions>("enabled", "", one => one.Enabled, (one, value) => one.Enabled = value),
        Settings.Texts<FileIntegrityOptions>("paths",
            "Absolute paths of files and folders. Empty: the usual list for this operating system.", FindPathProblem,
            one => one.Paths, (one, value) => one.Paths = value),
        Settings.Texts<FileIntegrityOptions>("exclude",
            "Patterns with * and ?, for whole paths (with a separator in them) or for names.",
            text => text.Length == 0 ? "is empty" : null, one => one.Exclude, (one, value) => one.Exclude = value),
        Settings.Number<FileIntegrityOptions>("depthMax", "How many folders deep below a listed folder.",
            0, 64, one => one.DepthMax, (one, value) => one.DepthMax = (int)value),
        Settings.Number<FileIntegrityOptions>("hashBytesMax", "Larger files are compared by size and times alone.",
            0, long.MaxValue, one => one.HashBytesMax, (one, value) => one.HashBytesMax = value),
        Settings.Number<FileIntegrityOptions>("fileCountMax", "How many files are watched at most.",
            1, 1_000_000, one => one.FileCountMax, (one, value) => one.FileCountMax = (int)value));

    private static readonly Section<LogSourceOptions> Log = new(
        Settings.Text<LogSourceOptions>("id", "Short name: the source is `log:` and this.",
            text => text.Length is 0 or > 64 || text.AsSpan().ContainsAnyExcept(IdLetters)
                ? "is not a name of 1 to 64 letters, digits, '-', '_' or '.'" : null,
            one => one.Id, (one, value) => one.Id = value),
        Settings.Texts<LogSourceOptions>("paths", "Absolute paths; * and ? stand for parts of a name, ** for folders.",
            FindPathProblem, one => one.Paths, (one, value) => one.Paths = value),
        Settings.Choice<LogSourceOptions>(
            "format", "`plain`: the line is the message. `auto`: syslog where it looks so.",
            ["auto", "syslog", "plain"], one => one.Format, (one, value) => one.Format = value),
        Settings.Choice<LogSourceOptions>("encoding", "", ["auto", "utf-8", "utf-16", "cp932"],
            one => one.Encoding, (one, value) => one.Encoding = value),
        Settings.Choice<LogSourceOptions>("lane", "", ["security", "bulk"],
            one => one.Lane, (one, value) => one.Lane = value),
        Settings.Truth<LogSourceOptions>("startAtEnd",
            "Whether what the files hold at the very first start is passed over.",
            one => one.StartAtEnd, (one, value) => one.StartAtEnd = value),
        Settings.Number<LogSourceOptions>("lineBytesMax", "A longer line is cut there.", 1024, 320 * 1024,
            one => one.LineBytesMax, (one, value) => one.LineBytesMax = (int)value));

    private static readonly Section<WindowsEventLogOptions> WindowsEventLog = new(
        Settings.Truth<WindowsEventLogOptions>("enabled", "Windows only.",
            one => one.Enabled, (one, value) => one.Enabled = value),
        Settings.Texts<WindowsEventLogOptions>("channels", "A channel that this computer lacks is waited for.",
            text => text.Length == 0 ? "is empty" : null, one => one.Channels, (one, value) => one.Channels = value),
        Settings.Texts<WindowsEventLogOptions>("optionalChannels", "Channels whose absence is no trouble.",
            text => text.Length == 0 ? "is empty" : null,
            one => one.OptionalChannels, (one, value) => one.OptionalChannels = value),
        Settings.Truth<WindowsEventLogOptions>("readExisting",
            "Whether a channel that is read for the first time is read from its oldest event on.",
            one => one.ReadExisting, (one, value) => one.ReadExisting = value),
        Settings.Number<WindowsEventLogOptions>("eventsPerTurn",
            "Events taken from a channel before the next one has its turn.", 1, 1_024,
            one => one.EventsPerTurn, (one, value) => one.EventsPerTurn = (int)value),
        Settings.Number<WindowsEventLogOptions>("pollSeconds",
            "How often a channel is asked although it gave no signal.", 1, 3_600,
            one => one.PollSeconds, (one, value) => one.PollSeconds = (int)value),
        Settings.Number<WindowsEventLogOptions>("retrySeconds",
            "How long to wait before a channel that cannot be read is tried again.", 1, 86_400,
            one => one.RetrySeconds, (one, value) => one.RetrySeconds = (int)value));

    private static readonly Section<SourceSettings> Sources = new(
        Settings.Nested<SourceSettings, ProcessSourceOptions>(
            "process", "Process starts and exits.", one => one.Process, Process),
        Settings.Nested<SourceSettings, FileIntegrityOptions>(
            "files", "File integrity: created, changed, deleted, renamed.", one => one.Files, Files),
        Settings.Entries<SourceSettings, LogSourceOptions>(
            "logs", "Log files, followed line by line.", one => one.Logs, (one, value) => one.Logs = value, Log,
            CheckLogs),
        Settings.Nested<SourceSettings, WindowsEventLogOptions>(
            "windowsEventLog", "The live Windows Event Log.", one => one.WindowsEventLog, WindowsEventLog));

    public static Section<AgentSettings> Whole { get; } = new(
        Settings.Choice<AgentSettings>("logLevel", "How much the agent says about itself in the system's log.",
            ["debug", "information", "warning", "error"], one => one.LogLevel, (one, value) => one.LogLevel = value),
        Settings.Nested<AgentSettings, PipelineOptions>(
            "pipeline", "When events become batches.", one => one.Pipeline, Pipeline),
        Settings.Nested<AgentSettings, SpoolOptions>(
            "spool", "How much may wait on the disk while the server is away, by lane.", one => one.Spool, Spool),
        Settings.Nested<AgentSettings, SourceSettings>(
            "sources", "Where events come from.", one => one.Sources, Sources));

    private static string? FindPathProblem(string path) =>
        !Path.IsPathFullyQualified(path) ? "is not an absolute path" : null;

    private static void CheckLogs(List<LogSourceOptions> logs, SettingNode node, List<string> problems)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < logs.Count; index++)
        {
            var entry = node.Children[index].Value;
            if (logs[index].Id.Length == 0
                && !problems.Exists(one => one.Contains(entry.Path + ".id:", StringComparison.Ordinal)))
            {
                Settings.Report(problems, entry, "has no id");
            }
            else if (logs[index].Id.Length > 0 && !ids.Add(logs[index].Id))
            {
                Settings.Report(problems, entry, $"the id \"{logs[index].Id}\" stands twice");
            }

            if (logs[index].Paths.Count == 0)
            {
                Settings.Report(problems, entry, "names no paths");
            }
            else if (logs[index].Paths.Find(path => path.EndsWith('/') || path.EndsWith("**", StringComparison.Ordinal))
                is { } path)
            {
                Settings.Report(problems, entry, $"the path \"{path}\" does not end in a file name or pattern");
            }
        }
    }
}
