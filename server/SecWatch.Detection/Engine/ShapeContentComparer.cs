using SecWatch.Protos.Batches;

namespace SecWatch.Detection.Engine;

/// <summary>Compares shapes by what a plan depends on: all but the computer and the agent's source.</summary>
internal sealed class ShapeContentComparer : IEqualityComparer<EventShape>
{
    public bool Equals(EventShape? x, EventShape? y) =>
        ReferenceEquals(x, y)
        || (x is not null && y is not null
            && x.EventId == y.EventId
            && string.Equals(x.Channel, y.Channel, StringComparison.Ordinal)
            && string.Equals(x.Provider, y.Provider, StringComparison.Ordinal)
            && x.Fields.SequenceEqual(y.Fields));

    public int GetHashCode(EventShape obj)
    {
        var code = default(HashCode);
        code.Add(obj.EventId);
        code.Add(obj.Channel, StringComparer.Ordinal);
        code.Add(obj.Provider, StringComparer.Ordinal);
        foreach (var field in obj.Fields)
        {
            code.Add(field, StringComparer.Ordinal);
        }

        return code.ToHashCode();
    }
}
