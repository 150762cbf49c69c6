using System.IO.Hashing;
using System.Text;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Sources.Windows;

/// <summary>Finds the shape of a Windows event, the same object each time for events alike.</summary>
/// <remarks>Holds at most <see cref="ShapesMax"/> shapes and starts again beyond.</remarks>
internal sealed class WindowsShapes(string source)
{
    internal const int ShapesMax = 2_048;

    private readonly Dictionary<ulong, Entry> entries = [];

    /// <summary>Shapes held now.</summary>
    public int Count => entries.Count;

    /// <param name="provider">UTF-8.</param>
    /// <param name="channel">UTF-8.</param>
    /// <param name="computer">UTF-8.</param>
    /// <param name="eventId">The provider's event id.</param>
    /// <param name="fields">Field names of one pool.</param>
    /// <param name="lane">Where events of this shape travel.</param>
    public EventShape Get(
        ReadOnlySpan<byte> provider,
        ReadOnlySpan<byte> channel,
        ReadOnlySpan<byte> computer,
        int eventId,
        ReadOnlySpan<FieldName> fields,
        out Lane lane)
    {
        var hash = Hash(provider, channel, computer, eventId, fields);
        if (entries.TryGetValue(hash, out var entry) && entry.Is(provider, channel, computer, eventId, fields))
        {
            lane = entry.Lane;
            return entry.Shape;
        }

        if (entries.Count >= ShapesMax)
        {
            entries.Clear();
        }

        entry = new Entry(source, provider, channel, computer, eventId, fields);
        entries[hash] = entry;
        lane = entry.Lane;
        return entry.Shape;
    }

    private static ulong Hash(
        ReadOnlySpan<byte> provider,
        ReadOnlySpan<byte> channel,
        ReadOnlySpan<byte> computer,
        int eventId,
        ReadOnlySpan<FieldName> fields)
    {
        unchecked
        {
            const ulong Prime = 0x9E37_79B9_7F4A_7C15;
            var hash = XxHash3.HashToUInt64(provider);
            hash = (hash * Prime) + XxHash3.HashToUInt64(channel);
            hash = (hash * Prime) + XxHash3.HashToUInt64(computer);
            hash = (hash * Prime) + (uint)eventId;
            foreach (var field in fields)
            {
                hash = ((hash ^ (hash >> 29)) * Prime) + (uint)field.Hash;
            }

            return hash;
        }
    }

    private sealed class Entry
    {
        private readonly byte[] provider;
        private readonly byte[] channel;
        private readonly byte[] computer;
        private readonly FieldName[] fields;

        public Entry(
            string source,
            ReadOnlySpan<byte> provider,
            ReadOnlySpan<byte> channel,
            ReadOnlySpan<byte> computer,
            int eventId,
            ReadOnlySpan<FieldName> fields)
        {
            this.provider = provider.ToArray();
            this.channel = channel.ToArray();
            this.computer = computer.ToArray();
            this.fields = fields.ToArray();
            var names = new string[fields.Length];
            for (var i = 0; i < names.Length; i++)
            {
                names[i] = fields[i].Text;
            }

            var channelName = Encoding.UTF8.GetString(channel);
            Lane = ChannelLanes.Of(channelName);
            Shape = new EventShape(
                source, Encoding.UTF8.GetString(provider), channelName, eventId, Encoding.UTF8.GetString(computer),
                names);
        }

        public EventShape Shape { get; }

        public Lane Lane { get; }

        public bool Is(
            ReadOnlySpan<byte> otherProvider,
            ReadOnlySpan<byte> otherChannel,
            ReadOnlySpan<byte> otherComputer,
            int eventId,
            ReadOnlySpan<FieldName> otherFields)
        {
            if (Shape.EventId != eventId || fields.Length != otherFields.Length
                || !otherProvider.SequenceEqual(provider) || !otherChannel.SequenceEqual(channel)
                || !otherComputer.SequenceEqual(computer))
            {
                return false;
            }

            for (var i = 0; i < fields.Length; i++)
            {
                if (!ReferenceEquals(fields[i], otherFields[i]))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
