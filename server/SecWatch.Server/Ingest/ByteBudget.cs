namespace SecWatch.Server.Ingest;

/// <summary>A number of bytes that may be held at a time. Who asks for more waits, in the order of asking.</summary>
internal sealed class ByteBudget(long bytesMax)
{
    private readonly Lock gate = new();
    private readonly Queue<(TaskCompletionSource Granted, long Bytes)> waiting = new();
    private long held;

    /// <summary>Waits for room. More than the whole budget counts as the whole budget.</summary>
    public async ValueTask TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        TaskCompletionSource granted;
        lock (gate)
        {
            if (waiting.Count == 0 && held + Capped(bytes) <= bytesMax)
            {
                held += Capped(bytes);
                return;
            }

            granted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue((granted, Capped(bytes)));
        }

        await using var registration = cancellationToken.Register(() => granted.TrySetCanceled(cancellationToken));
        await granted.Task;
    }

    /// <summary>Gives back what was taken with the same number.</summary>
    public void Release(long bytes)
    {
        lock (gate)
        {
            held -= Capped(bytes);
            while (waiting.TryPeek(out var next) && held + next.Bytes <= bytesMax)
            {
                waiting.Dequeue();
                held += next.Bytes;
                if (!next.Granted.TrySetResult())
                {
                    // It was cancelled while it waited.
                    held -= next.Bytes;
                }
            }
        }
    }

    private long Capped(long bytes) => Math.Min(bytes, bytesMax);
}
