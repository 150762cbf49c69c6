using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SecWatch.Agent.Sources;
using SecWatch.Agent.Spool;
using SecWatch.Agent.Uplink;

namespace SecWatch.Agent.Pipeline;

/// <summary>Runs every source, and starts one that failed again after a pause that grows.</summary>
internal sealed class SourceSupervisor(
    IReadOnlyList<IEventSource> sources,
    AgentJournal journal,
    SourceRegistry registry,
    BlockQueue queue,
    BlockPool pool,
    SpoolStore spool,
    Func<double> randomness,
    TimeProvider time,
    ILogger<SourceSupervisor> logger) : BackgroundService
{
    private static readonly Backoff RestartDelay = new(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5));

    // A source that ran this long was healthy: its next failure counts as the first.
    private static readonly TimeSpan HealthyAfter = TimeSpan.FromMinutes(10);

    private readonly CancellationTokenSource sourcesStop = new();
    private readonly List<Task> added = [];
    private readonly Lock addedGate = new();

    /// <summary>Ends the sources, then lets the journal say its last words.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await sourcesStop.CancelAsync();
        journal.Stopping("service stop");
        journal.Complete();
        if (ExecuteTask is { } running)
        {
            await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        sourcesStop.Dispose();
        base.Dispose();
    }

    /// <summary>Runs one more source until it is exhausted and everything it gave is durable.</summary>
    public Task RunOneAsync(IEventSource source)
    {
        var run = RunOneToEndAsync(source);
        lock (addedGate)
        {
            added.RemoveAll(task => task.IsCompleted);
            added.Add(run);
        }

        return run;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await spool.WhenOpenAsync(stoppingToken);
        var last = SuperviseAsync(journal, stoppingToken);
        await Task.WhenAll(sources.Select(source => SuperviseAsync(source, sourcesStop.Token)));
        Task[] imports;
        lock (addedGate)
        {
            imports = [.. added];
        }

        await Task.WhenAll(imports).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await last;
    }

    private async Task RunOneToEndAsync(IEventSource source)
    {
        await spool.WhenOpenAsync(sourcesStop.Token);
        await SuperviseAsync(source, sourcesStop.Token);
        await registry.For(source.Id).WhenDrainedAsync(sourcesStop.Token);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever one source throws must not end the others.")]
    private async Task SuperviseAsync(IEventSource source, CancellationToken cancellationToken)
    {
        var counters = registry.For(source.Id);
        var failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            var start = time.GetTimestamp();
            try
            {
                await RunAsync(source, counters, cancellationToken);
                SetState(counters, SourceState.Stopped, "the source is exhausted");
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The end of the agent is not a state of the source worth an event.
                counters.TrySetState(SourceState.Stopped, "the agent stops");
                return;
            }
            catch (Exception failure)
            {
                failures = time.GetElapsedTime(start) > HealthyAfter ? 0 : failures;
                var delay = RestartDelay.Delay(failures++, randomness()) + TimeSpan.FromSeconds(1);
                PipelineLog.SourceFailed(logger, failure, source.Id, delay.TotalSeconds);
                SetState(counters, SourceState.Degraded, $"failed ({failure.GetType().Name}) and starts again soon");
                await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunAsync(IEventSource source, SourceCounters counters, CancellationToken cancellationToken)
    {
        // What an earlier run of this source posted must be durable first, or the positions would be older than its
        // events.
        await counters.WhenDrainedAsync(cancellationToken);
        var context = new SourceContext(
            counters, queue, pool, time, Environment.MachineName, spool.ReadPositions(source.Id),
            (state, reason) => SetState(counters, state, reason, changed: true));
        await source.RunAsync(context, cancellationToken);
    }

    private void SetState(SourceCounters counters, SourceState state, string reason, bool changed = false)
    {
        if (changed || counters.TrySetState(state, reason))
        {
            PipelineLog.SourceStateChanged(logger, counters.SourceId, state, reason);
            journal.SourceChanged(counters.SourceId, state, reason);
        }
    }
}
