using SecWatch.Protos.V1;

namespace SecWatch.Server.Events;

/// <summary>A batch, or a mark to be moved past what is missing, that waits for the writer.</summary>
/// <param name="key">Whose.</param>
/// <param name="sequence">The batch's number, or what the mark is moved to.</param>
/// <param name="batch">null moves the mark alone.</param>
internal sealed class PendingAppend(MarkKey key, ulong sequence, SealedBatch? batch)
{
    private readonly TaskCompletionSource<AppendOutcome> completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MarkKey Key { get; } = key;

    public ulong Sequence { get; } = sequence;

    public SealedBatch? Batch { get; } = batch;

    /// <summary>What the transaction made of it; counts when the transaction is durable.</summary>
    public AppendOutcome Outcome { get; set; }

    /// <summary>Ends when the outcome is durable.</summary>
    public Task<AppendOutcome> Completion => completion.Task;

    public void Complete(AppendOutcome outcome) => completion.TrySetResult(outcome);
}
