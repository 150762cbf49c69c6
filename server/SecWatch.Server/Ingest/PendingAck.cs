using SecWatch.Protos.V1;
using SecWatch.Server.Events;

namespace SecWatch.Server.Ingest;

/// <summary>
/// What the answering side of a stream has to do next: wait for a batch to be durable, or send a frame.
/// </summary>
/// <param name="Batch">The batch; null where a frame is to be sent.</param>
/// <param name="Outcome">What the store makes of it.</param>
/// <param name="ReceivedAt">A time stamp of the clock.</param>
/// <param name="Frame">The frame; null where a batch is waited for.</param>
internal sealed record PendingAck(SealedBatch? Batch, Task<AppendOutcome> Outcome, long ReceivedAt, ServerFrame? Frame);
