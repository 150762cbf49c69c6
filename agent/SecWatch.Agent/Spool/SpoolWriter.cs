using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SecWatch.Agent.Pipeline;

namespace SecWatch.Agent.Spool;

/// <summary>Commits groups to the spool, all that are queued in one transaction, and never gives a group up.</summary>
/// <remarks>
/// A group waits for at most the commit before it: there is no delay beyond that. Acknowledgements are made durable
/// with the next group, or half a second later by themselves. While the disk is full the groups stay in memory, the
/// batcher waits, and so the sources wait.
/// </remarks>
internal sealed class SpoolWriter : BackgroundService
{
    private const int GroupsAtATime = 16;
    private static readonly TimeSpan AckDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryDelayMin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RetryDelayMax = TimeSpan.FromSeconds(10);

    // Bounded, FullMode.Wait: the batcher waits. Four groups keep the disk busy and bound what a crash makes sources
    // read again.
    private readonly Channel<CommitGroup> channel = Channel.CreateBounded<CommitGroup>(
        new BoundedChannelOptions(4) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly SpoolStore store;
    private readonly ProgressMonitor progress;
    private readonly TimeProvider time;
    private readonly ILogger<SpoolWriter> logger;
    private Task<bool>? waiting;
    private int state;

    public SpoolWriter(SpoolStore store, ProgressMonitor progress, TimeProvider time, ILogger<SpoolWriter> logger)
    {
        this.store = store;
        this.progress = progress;
        this.time = time;
        this.logger = logger;
    }

    public SpoolStateKind State => (SpoolStateKind)Volatile.Read(ref state);

    /// <summary>Hands a group over; waits while the queue is full.</summary>
    public ValueTask EnqueueAsync(CommitGroup group, CancellationToken cancellationToken) =>
        channel.Writer.WriteAsync(group, cancellationToken);

    /// <summary>Commits what is queued and stops.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        channel.Writer.TryComplete();
        if (ExecuteTask is { } running)
        {
            await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await RetryAsync(store.Open, stoppingToken);
        var groups = new List<CommitGroup>();
        while (await WaitForWorkAsync(stoppingToken))
        {
            while (groups.Count < GroupsAtATime && channel.Reader.TryRead(out var group))
            {
                groups.Add(group);
            }

            await RetryAsync(() => store.Commit(groups), stoppingToken);
            SpoolLog.Committed(logger, groups.Count);
            foreach (var group in groups)
            {
                group.ReportCommitted();
            }

            groups.Clear();
        }

        await RetryAsync(() => store.Commit([]), stoppingToken);
    }

    /// <returns>false when no group comes any more.</returns>
    private async Task<bool> WaitForWorkAsync(CancellationToken cancellationToken)
    {
        var ack = store.AckArrived.Next;
        var group = waiting ??= channel.Reader.WaitToReadAsync(cancellationToken).AsTask();
        if (await Task.WhenAny(group, ack) == ack && !group.IsCompleted)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(group, Task.Delay(AckDelay, time, patience.Token));
            await patience.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            if (!group.IsCompleted)
            {
                return true;
            }
        }

        waiting = null;
        return await group;
    }

    private async Task RetryAsync(Action work, CancellationToken cancellationToken)
    {
        var delay = RetryDelayMin;
        SqliteException? damage = null;
        while (true)
        {
            try
            {
                using (progress.Enter())
                {
                    if (damage is not null)
                    {
                        store.Recover(damage);
                        damage = null;
                    }

                    work();
                }

                SetState(SpoolStateKind.Healthy, null);
                return;
            }
            catch (SqliteException failure) when (SpoolFault.IsDamage(failure))
            {
                // Not straight again: should a new database be damaged at once, the disk is what is broken.
                damage = failure;
            }
            catch (SqliteException failure)
            {
                SetState(
                    SpoolFault.IsDiskFull(failure) ? SpoolStateKind.DiskFull : SpoolStateKind.WriteFailing, failure);
            }
            catch (IOException failure)
            {
                SetState(SpoolStateKind.WriteFailing, failure);
            }

            await Task.Delay(delay, time, cancellationToken);
            delay = delay * 2 < RetryDelayMax ? delay * 2 : RetryDelayMax;
        }
    }

    private void SetState(SpoolStateKind newState, Exception? failure)
    {
        var old = (SpoolStateKind)Interlocked.Exchange(ref state, (int)newState);
        if (old == newState)
        {
            return;
        }

        if (failure is null)
        {
            SpoolLog.WritesAgain(logger);
        }
        else
        {
            SpoolLog.CannotWrite(logger, failure, newState);
        }
    }
}
