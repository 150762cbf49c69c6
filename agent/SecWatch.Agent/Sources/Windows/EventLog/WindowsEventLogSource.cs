using System.Threading.Channels;
using SecWatch.Agent.Pipeline;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Sources.Windows.EventLog;

/// <summary>Reads the live Windows Event Log, channel by channel, in pull mode.</summary>
/// <remarks>
/// Pull mode because the service drops events for subscribers that are called back and are slow; here the log itself is
/// the queue. Channels of the lane <c>security</c> and the others are read by a loop each, so that a full bulk lane
/// does not hold up the Security log; within a loop channels have turns of
/// <see cref="WindowsEventLogOptions.EventsPerTurn"/>.
/// Events are rendered as XML, which names every value, and read by the same rules as those of EVTX files.
/// </remarks>
internal sealed class WindowsEventLogSource(WindowsEventLogOptions options, IEventLogApi api) : IEventSource
{
    private readonly Lock stateLock = new();
    private readonly List<EventLogChannel> channels = [];

    public string Id => "eventlog";

    public async Task RunAsync(ISourceContext context, CancellationToken cancellationToken)
    {
        channels.Clear();
        foreach (var name in options.Channels.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var channel = new EventLogChannel(name, options, api);
            channel.Restore(context.Positions);
            channels.Add(channel);
        }

        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var loops = channels.GroupBy(channel => ChannelLanes.Of(channel.Name) == Lane.Security)
                .Select(group => FollowAsync([.. group], context, stop)).ToArray();
            await Task.WhenAll(loops);
        }
        finally
        {
            channels.ForEach(channel => channel.Dispose());
        }
    }

    private async Task FollowAsync(EventLogChannel[] group, ISourceContext context, CancellationTokenSource stop)
    {
        // One slot is enough: a signal says that there is something, not how much. Later signals are dropped.
        var wake = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        var nextCheck = context.Time.GetUtcNow() + TimeSpan.FromSeconds(options.PollSeconds);
        try
        {
            while (true)
            {
                stop.Token.ThrowIfCancellationRequested();
                var now = context.Time.GetUtcNow();
                foreach (var channel in group)
                {
                    channel.OpenIfDue(now, () => wake.Writer.TryWrite(true));
                }

                var hasRead = await TakeTurnsAsync(group, context, stop.Token);
                if (!hasRead && now >= nextCheck)
                {
                    nextCheck = now + TimeSpan.FromSeconds(options.PollSeconds);
                    Array.ForEach(group, channel => channel.CheckSilence(now));
                }

                Report(context);
                if (!hasRead)
                {
                    await WaitAsync(wake.Reader, context.Time, stop.Token);
                }
            }
        }
        catch
        {
            // The other loop must not go on alone: whoever started the source sees that it ended, and starts it again.
            await stop.CancelAsync();
            throw;
        }
    }

    private static async Task<bool> TakeTurnsAsync(
        EventLogChannel[] group, ISourceContext context, CancellationToken cancellationToken)
    {
        var hasRead = false;
        EventBlock? block = null;
        foreach (var channel in group)
        {
            block ??= context.Rent();
            if (channel.TryRead(block, context))
            {
                await context.PostAsync(block, cancellationToken);
                block = null;
                hasRead = true;
            }
        }

        return hasRead;
    }

    private async Task WaitAsync(ChannelReader<bool> wake, TimeProvider time, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var delay = Task.Delay(TimeSpan.FromSeconds(options.PollSeconds), time, ended.Token);
        await Task.WhenAny(wake.WaitToReadAsync(ended.Token).AsTask(), delay);
        await ended.CancelAsync();
        wake.TryRead(out _);
    }

    private void Report(ISourceContext context)
    {
        lock (stateLock)
        {
            var (state, reason) = EventLogHealth.Judge(channels);
            context.Report(state, reason);
        }
    }
}
