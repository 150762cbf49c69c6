namespace SecWatch.Server.Detect;

/// <summary>Runs detection for as long as the server runs, waiting for batches rather than asking for them.</summary>
internal sealed class DetectWorker(
    DetectStage stage, Events.IEventStore store, TimeProvider time, ILogger<DetectWorker> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelayMin = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RetryDelayMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CheckpointDelay = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host starts its services one after the other; reading the store must not hold up the next.
        await Task.Yield();

        var delay = RetryDelayMin;
        var isRestored = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!isRestored)
                {
                    await stage.RestoreAsync(stoppingToken);
                    isRestored = true;
                }

                if (!await stage.RunOnceAsync(stoppingToken))
                {
                    await WaitAsync(stoppingToken);
                }

                delay = RetryDelayMin;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // A database that is busy, full or away: nothing is passed over, the same batches come again. What is
                // wrong with a batch itself never comes here. Whatever else it is must not end the server.
                DetectLog.WriteFailed(logger, (long)delay.TotalMilliseconds, exception);
                isRestored = false;
                await Task.Delay(delay, time, stoppingToken);
                delay = delay * 2 < RetryDelayMax ? delay * 2 : RetryDelayMax;
            }
        }
    }

    /// <summary>
    /// Waits for a batch. Where the checkpoint is behind it is stored when nothing comes for a while.
    /// </summary>
    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        if (stage.IsCheckpointBehind)
        {
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            var batch = store.WaitForBatchAfterAsync(stage.Position, pause.Token).AsTask();
            var quiet = Task.Delay(CheckpointDelay, time, pause.Token);
            var first = await Task.WhenAny(batch, quiet);
            await pause.CancelAsync();
            stoppingToken.ThrowIfCancellationRequested();
            if (first == batch)
            {
                await batch;
                return;
            }

            await stage.StoreCheckpointAsync(stoppingToken);
        }

        await store.WaitForBatchAfterAsync(stage.Position, stoppingToken);
    }
}
