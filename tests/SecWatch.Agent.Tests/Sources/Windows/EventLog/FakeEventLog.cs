using System.Globalization;
using SecWatch.Agent.Sources.Windows.EventLog;

namespace SecWatch.Agent.Tests.Sources.Windows.EventLog;

/// <summary>A Windows Event Log in memory, with the misbehaviour of the real one on request.</summary>
internal sealed class FakeEventLog : IEventLogApi
{
    private readonly Dictionary<string, FakeChannel> channels = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What was subscribed, in order.</summary>
    public List<(string Channel, EventLogStart Start)> Subscriptions { get; } = [];

    /// <summary>The channel of each batch that was taken, in order.</summary>
    public List<string> Turns { get; } = [];

    public FakeChannel this[string name] => channels[name];

    public FakeChannel Add(string name)
    {
        var channel = new FakeChannel(name, this);
        channels.Add(name, channel);
        return channel;
    }

    public EventLogStatus Subscribe(
        string channel, EventLogStart start, Action signal, out IEventLogSubscription subscription)
    {
        lock (channels)
        {
            Subscriptions.Add((channel, start));
            subscription = null!;
            if (!channels.TryGetValue(channel, out var log))
            {
                return EventLogStatus.ChannelNotFound;
            }

            if (log.Status != EventLogStatus.Done)
            {
                return log.Status;
            }

            var after = start.AfterRecordId;
            if (start.Bookmark is not null)
            {
                after = long.Parse(start.Bookmark["bookmark ".Length..], CultureInfo.InvariantCulture);
                if (log.RefusesBookmarks || !log.Records.Exists(record => record.Id == after))
                {
                    return EventLogStatus.Stale;
                }
            }

            log.Signal = signal;
            subscription = new FakeSubscription(log, after);
            return EventLogStatus.Done;
        }
    }

    public EventLogStatus Measure(string channel, out EventLogExtent extent)
    {
        lock (channels)
        {
            extent = default;
            if (!channels.TryGetValue(channel, out var log))
            {
                return EventLogStatus.ChannelNotFound;
            }

            if (log.Records.Count > 0)
            {
                extent = new EventLogExtent(log.Records[0].Id, log.Records[^1].Id - log.Records[0].Id + 1);
            }

            return log.Status;
        }
    }

    /// <summary>One channel.</summary>
    internal sealed class FakeChannel(string name, FakeEventLog owner)
    {
        private long nextId = 1;

        public string Name => name;

        public FakeEventLog Owner => owner;

        public List<(long Id, string Xml)> Records { get; } = [];

        public EventLogStatus Status { get; set; }

        public bool RefusesBookmarks { get; set; }

        /// <summary>Given once by the next call for events.</summary>
        public EventLogStatus NextFailure { get; set; }

        /// <summary>The subscription gives nothing, as if all were well.</summary>
        public bool IsSilent { get; set; }

        public Action Signal { get; set; } = () => { };

        public FakeChannel Write(int count, int eventId = 1, string provider = "Test")
        {
            lock (owner.channels)
            {
                for (var i = 0; i < count; i++)
                {
                    Records.Add((nextId, Xml(nextId, eventId, provider)));
                    nextId++;
                }
            }

            Signal();
            return this;
        }

        public FakeChannel WriteRaw(string xml)
        {
            Records.Add((nextId++, xml));
            return this;
        }

        /// <summary>Windows made room: the oldest records are gone.</summary>
        public void RollOver(int count) => Records.RemoveRange(0, count);

        public void Clear(bool restartNumbers)
        {
            Records.Clear();
            nextId = restartNumbers ? 1 : nextId;
        }

        private string Xml(long id, int eventId, string provider) =>
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>"
            + $"<System><Provider Name='{provider}'/>"
            + $"<EventID>{eventId}</EventID><TimeCreated SystemTime='2026-02-01T00:00:00.{id % 10_000_000:D7}Z'/>"
            + $"<EventRecordID>{id}</EventRecordID><Channel>{name}</Channel><Computer>PC-01</Computer></System>"
            + $"<EventData><Data Name='Number'>{id}</Data></EventData></Event>";
    }

    private sealed class FakeSubscription(FakeChannel channel, long after) : IEventLogSubscription
    {
        private long last = after;
        private bool isStale;

        public string Bookmark { get; private set; } = "";

        public EventLogStatus Next(int max, RenderedEvents events)
        {
            events.Clear();
            if (channel.NextFailure != EventLogStatus.Done)
            {
                isStale = true;
                var failure = channel.NextFailure;
                channel.NextFailure = EventLogStatus.Done;
                return failure;
            }

            Assert.False(isStale, "A stale subscription was used again.");
            var found = channel.IsSilent ? [] : channel.Records.Where(record => record.Id > last).Take(max).ToArray();
            if (found.Length == 0)
            {
                return EventLogStatus.NoMoreItems;
            }

            channel.Owner.Turns.Add(channel.Name);
            foreach (var (id, xml) in found)
            {
                events.Add(xml);
                last = id;
            }

            Bookmark = string.Create(CultureInfo.InvariantCulture, $"bookmark {last}");
            return EventLogStatus.Done;
        }

        public void Dispose() => channel.Signal = () => { };
    }
}
