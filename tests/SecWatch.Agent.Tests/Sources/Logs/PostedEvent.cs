using System.Text;
using SecWatch.Agent.Pipeline;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Tests.Sources.Logs;

/// <summary>An event as a source posted it.</summary>
internal sealed record PostedEvent(
    EventShape Shape, Lane Lane, DateTimeOffset Time, long RecordId, IReadOnlyDictionary<string, byte[]> Bytes)
{
    public string? this[string field] =>
        Bytes.TryGetValue(field, out var value) ? Encoding.UTF8.GetString(value) : null;

    public string Message => this["Message"] ?? "";

    public bool IsFrom(string provider) => string.Equals(Shape.Provider, provider, StringComparison.Ordinal);

    public static List<PostedEvent> ReadAll(EventBlock block)
    {
        var events = new List<PostedEvent>();
        var reader = new EventBlockReader(block);
        while (reader.NextEvent())
        {
            var values = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (var field in reader.Shape.Fields)
            {
                if (reader.NextValue(out var value))
                {
                    values.Add(field, value.ToArray());
                }
            }

            var time = new DateTimeOffset(reader.TimeTicks, TimeSpan.Zero);
            events.Add(new PostedEvent(reader.Shape, reader.Lane, time, reader.RecordId, values));
        }

        return events;
    }
}
