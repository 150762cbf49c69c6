using SecWatch.Protos.AgentEvents;
using SecWatch.Server.Api.Contracts;

namespace SecWatch.Server.Operators.Text;

/// <summary>Says in one line what happened: what kind of event it is, then what tells most about it.</summary>
internal static class EventSummary
{
    private const int LengthMax = 180;

    // What tells most about an event, first.
    private static readonly string[] TellingFields =
    [
        "CommandLine", "Image", "TargetFilename", "Message", "message", "GapDetail", "TargetUserName", "State",
    ];

    public static string Of(ConsoleText text, EventResponse item) => item.Provider switch
    {
        AgentEvent.ProcessProvider when item.EventId == 1 => Cut($"{text.ProcessStart}: {Told(item.Fields)}"),
        AgentEvent.ProcessProvider when item.EventId == 5 =>
            Cut($"{text.ProcessExit}{Exit(item.Fields)}: {Told(item.Fields)}"),
        AgentEvent.FileProvider when FileChange(text, item.EventId) is { } change =>
            Cut($"{change}: {Path(item.Fields)}"),
        AgentEvent.LogProvider => Cut(LogLine(item.Fields)),
        _ => Of(item.Fields),
    };

    /// <summary>The same for fields alone, where what wrote them is not known.</summary>
    public static string Of(IReadOnlyList<FieldResponse> fields) => Cut(Told(fields));

    private static string? FileChange(ConsoleText text, int eventId) => eventId switch
    {
        2 => text.FileChanged,
        11 => text.FileCreated,
        23 => text.FileDeleted,
        26 => text.FileRenamed,
        27 => text.FileRights,
        _ => null,
    };

    private static string Exit(IReadOnlyList<FieldResponse> fields)
    {
        if (Find(fields, "ExitSignal") is { Length: > 0 } signal and not "0")
        {
            return $" (signal {signal})";
        }

        return Find(fields, "ExitCode") is { Length: > 0 } code ? $" ({code})" : "";
    }

    private static string Path(IReadOnlyList<FieldResponse> fields)
    {
        var path = Find(fields, "TargetFilename") ?? "";
        return Find(fields, "SourceFilename") is { Length: > 0 } before ? $"{before} → {path}" : path;
    }

    private static string LogLine(IReadOnlyList<FieldResponse> fields)
    {
        var message = Find(fields, "Message") ?? Told(fields);
        return Find(fields, "ProcessName") is { Length: > 0 } program ? $"{program}: {message}" : message;
    }

    private static string Told(IReadOnlyList<FieldResponse> fields) =>
        TellingFields.Select(name => Find(fields, name)).FirstOrDefault(value => !string.IsNullOrEmpty(value))
        ?? string.Join("  ", fields.Take(4).Select(field => $"{field.Name}={field.Value}"));

    private static string? Find(IReadOnlyList<FieldResponse> fields, string name) =>
        fields.FirstOrDefault(field => string.Equals(field.Name, name, StringComparison.Ordinal))?.Value;

    private static string Cut(string told)
    {
        if (told.Length <= LengthMax)
        {
            return told;
        }

        var end = char.IsHighSurrogate(told[LengthMax - 1]) ? LengthMax - 1 : LengthMax;
        return told[..end] + "…";
    }
}
