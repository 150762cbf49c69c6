using System.Text;
using SecWatch.Agent.Pipeline;
using SecWatch.Protos.AgentEvents;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Tests.Sources.Windows;

/// <summary>An event as a source wrote it, taken out of its block.</summary>
internal sealed record EventRow(EventShape Shape, Lane Lane, long TimeTicks, long RecordId, string?[] Values)
{
    public bool IsGap => Shape is { Provider: AgentEvent.Provider, EventId: AgentEvent.Gap };

    /// <summary>The first value of the field; null where it is absent.</summary>
    public string? this[string field] => All(field).FirstOrDefault();

    /// <summary>All values of the field that are present.</summary>
    public string[] All(string field)
    {
        var found = new List<string>();
        for (var i = 0; i < Values.Length; i++)
        {
            if (string.Equals(Shape.Fields[i], field, StringComparison.Ordinal) && Values[i] is { } value)
            {
                found.Add(value);
            }
        }

        return [.. found];
    }

    public GapRecord Gap()
    {
        Assert.True(GapRecord.TryRead(name => this[name], out var gap, out var error), error);
        return gap;
    }

    public static List<EventRow> ReadAll(EventBlock block)
    {
        var rows = new List<EventRow>();
        var reader = new EventBlockReader(block);
        while (reader.NextEvent())
        {
            var values = new string?[reader.Shape.Fields.Length];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = reader.NextValue(out var utf8) ? Encoding.UTF8.GetString(utf8) : null;
            }

            rows.Add(new EventRow(reader.Shape, reader.Lane, reader.TimeTicks, reader.RecordId, values));
        }

        return rows;
    }
}
