using SecWatch.Agent.Pipeline;
using SecWatch.Protos.AgentEvents;

namespace SecWatch.Agent.Sources.Windows.EventLog;

/// <summary>Follows one channel of the Windows Event Log, and knows when events of it are missing.</summary>
/// <remarks>
/// States: closed (waiting for its next try, with the trouble that closed it) and open. Opening compares the log with
/// the position: the log may have been cleared and numbered anew, or have dropped what was not read. While it is open
/// each
/// record has the number after the one before; a jump is a gap. One thread at a time.
/// </remarks>
internal sealed class EventLogChannel(string name, WindowsEventLogOptions options, IEventLogApi api) : IDisposable
{
    private const int SilentChecksMax = 2;
    private const int ClearedSecurityLog = 1102;
    private const int ClearedLog = 104;

    private readonly RenderedEvents rendered = new();
    private readonly WindowsEventWriter writer = new($"eventlog:{name}");
    private IEventLogSubscription? subscription;
    private EventLogPosition position = EventLogPosition.Start;
    private DateTimeOffset retryAt;
    private int silentChecks;
    private bool hasLostPlace;
    private bool madeProgress;

    public string Name => name;

    public bool IsOpen => subscription is not null;

    /// <summary>Why the channel is closed; <see cref="EventLogStatus.Done"/> where nothing is wrong.</summary>
    public EventLogStatus Trouble { get; private set; }

    /// <summary>The newest record that the log holds although none comes; 0 where all is well.</summary>
    public long SilentSince { get; private set; }

    public bool IsOptional => options.OptionalChannels.Contains(name, StringComparer.OrdinalIgnoreCase);

    public void Restore(IReadOnlyDictionary<string, byte[]> positions)
    {
        if (positions.TryGetValue(name, out var saved) && EventLogPosition.TryParse(saved, out var parsed))
        {
            position = parsed;
        }
    }

    /// <summary>Opens the channel if its time has come.</summary>
    /// <param name="now">The present time.</param>
    /// <param name="signal">Called when there may be new events.</param>
    public void OpenIfDue(DateTimeOffset now, Action signal)
    {
        if (IsOpen || now < retryAt)
        {
            return;
        }

        var status = api.Measure(name, out var extent);
        if (status == EventLogStatus.Done)
        {
            status = Subscribe(StartFor(extent), signal);
        }

        Trouble = status;
        if (status != EventLogStatus.Done)
        {
            retryAt = now + TimeSpan.FromSeconds(options.RetrySeconds);
        }
    }

    /// <summary>Takes the next events into the block, and the position after them.</summary>
    /// <returns>false where there was none; the block is as it was.</returns>
    public bool TryRead(EventBlock block, ISourceContext context)
    {
        if (subscription is null)
        {
            return false;
        }

        var status = subscription.Next(options.EventsPerTurn, rendered);
        if (status == EventLogStatus.NoMoreItems)
        {
            return false;
        }

        if (status != EventLogStatus.Done)
        {
            Close(status, context.Time.GetUtcNow());
            return false;
        }

        for (var i = 0; i < rendered.Count; i++)
        {
            Take(rendered[i], block, context);
        }

        silentChecks = 0;
        SilentSince = 0;
        madeProgress = true;
        position = position with { Bookmark = subscription.Bookmark };
        block.SetPosition(name, position.ToBytes());
        return true;
    }

    /// <summary>
    /// Compares what the log holds with what came. A subscription that stays silent while the log grows is made anew.
    /// Call it from time to time, after <see cref="TryRead"/> found nothing.
    /// </summary>
    public void CheckSilence(DateTimeOffset now)
    {
        if (!IsOpen || api.Measure(name, out var extent) != EventLogStatus.Done)
        {
            return;
        }

        var isBehind = extent.NewestRecordId > position.RecordId && position.RecordId > 0;
        var isRenumbered = extent.Count > 0 && extent.NewestRecordId < position.RecordId;
        var isSilent = isBehind || isRenumbered || (position.RecordId == 0 && extent.Count > 0);
        silentChecks = isSilent ? silentChecks + 1 : 0;
        if (silentChecks < SilentChecksMax)
        {
            SilentSince = isSilent ? SilentSince : 0;
            return;
        }

        SilentSince = extent.NewestRecordId;
        silentChecks = 0;
        position = position with { Bookmark = "" };
        madeProgress = true;
        Close(EventLogStatus.Stale, now);
    }

    public void Dispose()
    {
        subscription?.Dispose();
        subscription = null;
    }

    private void Close(EventLogStatus trouble, DateTimeOffset now)
    {
        Dispose();
        Trouble = trouble;

        // A subscription that became stale is made anew at once, but not again and again without an event in between.
        var wait = trouble == EventLogStatus.Stale && madeProgress ? 0 : options.RetrySeconds;
        madeProgress = false;
        retryAt = now + TimeSpan.FromSeconds(wait);
    }

    private EventLogStart StartFor(EventLogExtent extent)
    {
        if (position.RecordId == 0)
        {
            if (!options.ReadExisting && extent.Count > 0)
            {
                position = position with { RecordId = extent.NewestRecordId };
            }

            return new EventLogStart(null, position.RecordId);
        }

        if (extent.Count == 0)
        {
            return new EventLogStart(null, 0);
        }

        if (extent.NewestRecordId < position.RecordId)
        {
            // Numbered anew: what was not read before it was cleared cannot be counted. The first event tells of it.
            hasLostPlace = true;
            return new EventLogStart(null, 0);
        }

        var isBookmarkUsable = position.Bookmark.Length > 0 && extent.OldestRecordId <= position.RecordId;
        return new EventLogStart(isBookmarkUsable ? position.Bookmark : null, position.RecordId);
    }

    private EventLogStatus Subscribe(EventLogStart start, Action signal)
    {
        var status = api.Subscribe(name, start, signal, out var opened);
        if (status == EventLogStatus.Stale && start.Bookmark is not null)
        {
            status = api.Subscribe(name, start with { Bookmark = null }, signal, out opened);
        }

        subscription = status == EventLogStatus.Done ? opened : null;
        return status;
    }

    private void Take(ReadOnlySpan<char> xml, EventBlock block, ISourceContext context)
    {
        var now = context.Time.GetUtcNow();
        writer.Begin(position.RecordId + 1, now.UtcTicks);
        if (!EventXml.TryRead(xml, writer))
        {
            // Its number can only be the next one; where none came before it, nothing is known of it.
            var number = position.RecordId == 0 ? 0 : position.RecordId + 1;
            AddGap(GapReason.RecordDamaged, number, number, GapCount.Exact, now.UtcTicks, block, context);
            position = position with { RecordId = number, TimeTicks = now.UtcTicks };
            return;
        }

        var id = writer.RecordId;
        var ticks = writer.TimeTicks;
        if (hasLostPlace || (id <= position.RecordId && IsRenumbered()))
        {
            hasLostPlace = false;
            AddGap(GapReason.LogCleared, 0, 0, GapCount.Unknown, ticks, block, context);
        }
        else if (id <= position.RecordId)
        {
            return;
        }
        else if (position.RecordId > 0 && id > position.RecordId + 1)
        {
            var reason = IsClearing() ? GapReason.LogCleared : GapReason.RecordsMissing;
            AddGap(reason, position.RecordId + 1, id - 1, GapCount.Exact, ticks, block, context);
        }

        writer.Complete(block);
        position = position with { RecordId = id, TimeTicks = ticks };
    }

    // A smaller number is either an event that came before, or the log was cleared and counts from 1 again.
    private bool IsRenumbered() =>
        api.Measure(name, out var extent) == EventLogStatus.Done && extent.Count > 0
        && extent.NewestRecordId < position.RecordId;

    private bool IsClearing() =>
        writer.EventId is ClearedSecurityLog or ClearedLog
        && writer.Provider.SequenceEqual("Microsoft-Windows-Eventlog"u8);

    private void AddGap(
        GapReason reason, long first, long last, GapCount kind, long toTicks, EventBlock block, ISourceContext context)
    {
        var count = kind == GapCount.Exact ? last - first + 1 : 0;
        var from = Math.Min(position.TimeTicks, toTicks);
        block.AddGap(
            new GapRecord(
                $"eventlog:{name}", new DateTimeOffset(from, TimeSpan.Zero), new DateTimeOffset(toTicks, TimeSpan.Zero),
                count, kind, reason, first, last, $"Channel {name}."),
            context.Computer,
            context.Time.GetUtcNow());
        context.CountDropped(count);
    }
}
