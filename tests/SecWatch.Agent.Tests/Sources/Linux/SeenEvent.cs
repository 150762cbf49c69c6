using System.Text;
using SecWatch.Agent.Pipeline;
using SecWatch.Protos.AgentEvents;

namespace SecWatch.Agent.Tests.Sources.Linux;

/// <summary>An event as it was read back from a block.</summary>
internal sealed record SeenEvent(int EventId, DateTimeOffset Time, IReadOnlyDictionary<string, string> Fields)
{
    public bool IsGap => Fields.ContainsKey("GapReason");

    public string? this[string field] => Fields.GetValueOrDefault(field);

    public GapRecord Gap =>
        GapRecord.TryRead(name => this[name], out var gap, out var error)
            ? gap
            : throw new InvalidOperationException(error);

    public static IEnumerable<SeenEvent> ReadAll(EventBlock block)
    {
        var events = new List<SeenEvent>();
        var reader = new EventBlockReader(block);
        while (reader.NextEvent())
        {
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var name in reader.Shape.Fields)
            {
                if (reader.NextValue(out var utf8))
                {
                    fields[name] = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8);
                }
            }

            var time = new DateTimeOffset(reader.TimeTicks, TimeSpan.Zero);
            events.Add(new SeenEvent(reader.Shape.EventId, time, fields));
        }

        return events;
    }
}
