using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using SecWatch.Protos.V1;
using SecWatch.Server.Devices;
using SecWatch.Server.Events;

namespace SecWatch.Server.Ingest;

/// <summary>
/// One stream after its Hello: reads frames, gives batches to the store, and acknowledges what is durable.
/// </summary>
/// <remarks>
/// Reading and answering run side by side, so that several batches of a stream are in the store's queue at a time and
/// share
/// a transaction. What is between them is bounded in bytes and in number; a stream that sends more is not read.
/// </remarks>
internal sealed class AgentStream(
    DeviceStream stream,
    Guid spoolId,
    IngestServices services,
    IServerStreamWriter<ServerFrame> writer,
    CancellationTokenSource idle)
{
    private const int PendingMax = 256;

    private readonly ByteBudget window = new(services.Limits.BytesInFlightMax);
    private readonly Dictionary<Lane, ulong> durable = [];
    private bool isThrottled;

    // The reading side waits while it is full: the wait reaches the agent as HTTP/2 flow control.
    private readonly Channel<PendingAck> pending = Channel.CreateBounded<PendingAck>(
        new BoundedChannelOptions(PendingMax)
        {
            FullMode = BoundedChannelFullMode.Wait,
            SingleReader = true,
            SingleWriter = true,
        });

    /// <summary>Serves the stream until it ends.</summary>
    /// <exception cref="StreamRefusedException">The server ends it.</exception>
    public async Task RunAsync(IAsyncStreamReader<AgentFrame> reader, CancellationToken cancellationToken)
    {
        using var stopReading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadAsync(reader, stopReading.Token);
        var answering = AnswerAsync(cancellationToken);
        try
        {
            if (await Task.WhenAny(reading, answering) == answering)
            {
                // It ends first only with a failure; the reading side may be waiting for it, or for the agent.
                await stopReading.CancelAsync();
                await answering;
            }

            await reading;

            // What was stored before the stream ended is still acknowledged, so that it is not sent again.
            await answering;
        }
        finally
        {
            await Task.WhenAll(reading, answering)
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            await ReleaseRestAsync();
        }
    }

    private async Task ReadAsync(IAsyncStreamReader<AgentFrame> reader, CancellationToken cancellationToken)
    {
        try
        {
            while (await reader.MoveNext(cancellationToken))
            {
                idle.CancelAfter(services.IdleTimeout);
                if (services.Directory.Seen(stream))
                {
                    services.ReportClone(stream);
                }

                await OnFrameAsync(reader.Current, cancellationToken);
            }
        }
        finally
        {
            pending.Writer.Complete();
        }
    }

    private async ValueTask OnFrameAsync(AgentFrame frame, CancellationToken cancellationToken)
    {
        switch (frame.FrameCase)
        {
            case AgentFrame.FrameOneofCase.Batch:
                await OnBatchAsync(frame.Batch, cancellationToken);
                break;
            case AgentFrame.FrameOneofCase.Heartbeat:
                var skew = EventTime.FromTicks(frame.Heartbeat.Clock) - services.Time.GetUtcNow();
                services.Directory.Heartbeat(stream, JsonFormatter.Default.Format(frame.Heartbeat), skew);
                break;
            case AgentFrame.FrameOneofCase.Goodbye:
                services.Directory.Goodbye(stream);
                break;
            case AgentFrame.FrameOneofCase.Hello:
                throw StreamRefusedException.Malformed("a second Hello");
            default:
                throw StreamRefusedException.Malformed("a frame without content");
        }
    }

    private async ValueTask OnBatchAsync(SealedBatch batch, CancellationToken cancellationToken)
    {
        var receivedAt = services.Time.GetTimestamp();
        BatchCheck.Verify(batch);
        var pause = services.Limits.Take(stream.Identity, batch.Payload.Length);
        if (pause > TimeSpan.Zero || isThrottled)
        {
            isThrottled = pause > TimeSpan.Zero;
            var throttle = new ServerFrame
            {
                Throttle = new Throttle { PauseMilliseconds = (uint)Math.Ceiling(pause.TotalMilliseconds) },
            };
            await pending.Writer.WriteAsync(
                new PendingAck(null, Task.FromResult(AppendOutcome.Stored), 0, throttle), cancellationToken);
        }

        await window.TakeAsync(batch.Payload.Length, cancellationToken);
        await services.Limits.Memory.TakeAsync(batch.Payload.Length, cancellationToken);

        // The store keeps the order in which it was called, so the next batch may follow before this one is durable.
        var outcome = services.Store.AppendAsync(stream.Identity, spoolId, batch, CancellationToken.None).AsTask();
        try
        {
            await pending.Writer.WriteAsync(new PendingAck(batch, outcome, receivedAt, null), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await outcome;
            Release(batch);
            throw;
        }
    }

    private async Task AnswerAsync(CancellationToken cancellationToken)
    {
        await foreach (var next in pending.Reader.ReadAllAsync(cancellationToken))
        {
            if (next.Frame is not null)
            {
                await writer.WriteAsync(next.Frame, cancellationToken);
                continue;
            }

            var outcome = await next.Outcome;
            Release(next.Batch!);
            if (outcome is AppendOutcome.Stored or AppendOutcome.Duplicate)
            {
                durable[next.Batch!.Lane] = next.Batch.Sequence;
                Count(next, outcome);
            }

            // While the next one is durable too, one ack can stand for both.
            if (outcome is not (AppendOutcome.Stored or AppendOutcome.Duplicate)
                || !pending.Reader.TryPeek(out var following) || !following.Outcome.IsCompleted)
            {
                await AcknowledgeAsync(cancellationToken);
            }

            ThrowUnlessStored(outcome, next.Batch!);
        }

        await AcknowledgeAsync(cancellationToken);
    }

    private async Task AcknowledgeAsync(CancellationToken cancellationToken)
    {
        if (durable.Count == 0)
        {
            return;
        }

        services.Directory.Acknowledged(stream);
        foreach (var (lane, sequence) in durable)
        {
            await writer.WriteAsync(
                new ServerFrame { Ack = new Ack { Lane = lane, Sequence = sequence } }, cancellationToken);
        }

        durable.Clear();
    }

    private void ThrowUnlessStored(AppendOutcome outcome, SealedBatch batch)
    {
        if (outcome is AppendOutcome.Stored or AppendOutcome.Duplicate)
        {
            return;
        }

        var expected = services.Store.Mark(stream.Identity, spoolId, batch.Lane) + 1;
        throw outcome switch
        {
            AppendOutcome.SequenceGap => StreamRefusedException.SequenceGap(batch.Lane, expected),
            AppendOutcome.Diverged => StreamRefusedException.Diverged(batch.Lane, expected),
            _ => StreamRefusedException.CannotWrite(),
        };
    }

    private void Count(PendingAck item, AppendOutcome outcome)
    {
        if (outcome == AppendOutcome.Stored)
        {
            services.Metrics.Stored(
                item.Batch!.EventCount, item.Batch.Payload.Length, services.Time.GetElapsedTime(item.ReceivedAt));
        }
    }

    private async Task ReleaseRestAsync()
    {
        await foreach (var rest in pending.Reader.ReadAllAsync(CancellationToken.None))
        {
            await rest.Outcome;
            if (rest.Batch is not null)
            {
                Release(rest.Batch);
            }
        }
    }

    private void Release(SealedBatch batch)
    {
        window.Release(batch.Payload.Length);
        services.Limits.Memory.Release(batch.Payload.Length);
    }
}
