using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using SecWatch.Agent.Sources;
using SecWatch.Agent.Spool;
using SecWatch.Protos.AgentEvents;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Pipeline;

/// <summary>
/// The source of the agent's events about itself: starts, stops, changes of sources, steps of the clock.
/// </summary>
/// <remarks>They travel in the lane <c>critical</c>.</remarks>
internal sealed class AgentJournal(TimeProvider time, ILogger<AgentJournal> logger) : IEventSource
{
    private static readonly TimeSpan ClockCheckPeriod = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ClockStepMin = TimeSpan.FromSeconds(5);

    private readonly EventShape started = Shape(AgentEvent.Started, "Version", "RunId");
    private readonly EventShape stopping = Shape(AgentEvent.Stopping, "Reason");
    private readonly EventShape sourceState = Shape(AgentEvent.SourceState, "Source", "State", "Reason");
    private readonly EventShape clockStep = Shape(AgentEvent.ClockStep, "PreviousTime", "NewTime", "StepSeconds");

    // Bounded, DropOldest: nobody may wait for the agent's remarks about itself. Only a source that changes its state
    // hundreds of times while the spool cannot write loses some, and then the latest say how it stands.
    private readonly Channel<AgentReport> reports = Channel.CreateBounded<AgentReport>(
        new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest });

    private DateTimeOffset wallClock = time.GetUtcNow();
    private long monotonicClock = time.GetTimestamp();

    public string Id => GapBatch.Source;

    public void Started(string version, Guid runId) => Write(started, version, runId.ToString("D"));

    public void Stopping(string reason) => Write(stopping, reason);

    public void SourceChanged(string source, SourceState state, string reason) =>
        Write(sourceState, source, state.ToString(), reason);

    /// <summary>No more reports: <see cref="RunAsync"/> posts what there is and ends.</summary>
    public void Complete() => reports.Writer.TryComplete();

    public async Task RunAsync(ISourceContext context, CancellationToken cancellationToken)
    {
        context.Report(SourceState.Running, "");
        using var timer = time.CreateTimer(_ => CheckClock(), null, ClockCheckPeriod, ClockCheckPeriod);
        while (await reports.Reader.WaitToReadAsync(cancellationToken))
        {
            var block = context.Rent();
            while (reports.Reader.TryRead(out var report))
            {
                block.Begin(report.Shape, Lane.Critical, report.Time.UtcTicks, 0);
                foreach (var value in report.Values)
                {
                    block.Value(value.AsSpan());
                }
            }

            await context.PostAsync(block, cancellationToken);
        }
    }

    /// <summary>Compares how far the wall clock and the monotonic clock went since the last look.</summary>
    internal void CheckClock()
    {
        var now = time.GetUtcNow();
        var timestamp = time.GetTimestamp();
        var expected = wallClock + time.GetElapsedTime(monotonicClock, timestamp);
        var step = now - expected;
        wallClock = now;
        monotonicClock = timestamp;
        if (step.Duration() <= ClockStepMin)
        {
            return;
        }

        PipelineLog.ClockStepped(logger, step.TotalSeconds);
        Write(
            clockStep, expected.ToString("O", CultureInfo.InvariantCulture),
            now.ToString("O", CultureInfo.InvariantCulture),
            step.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture));
    }

    private static EventShape Shape(int eventId, params ReadOnlySpan<string> fields) => new(
        GapBatch.Source, AgentEvent.Provider, AgentEvent.Channel, eventId, Environment.MachineName, fields);

    private void Write(EventShape shape, params string[] values) =>
        reports.Writer.TryWrite(new AgentReport(shape, time.GetUtcNow(), values));
}
