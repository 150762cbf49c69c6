using SecWatch.Agent.Sources;

namespace SecWatch.Agent.Tests.Sources.Linux;

/// <summary>A source that runs until it is disposed of.</summary>
internal sealed class RunningSource : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Task run;

    public RunningSource(IEventSource source, ISourceContext context)
    {
        run = Task.Run(() => source.RunAsync(context, stop.Token), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        try
        {
            await run.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            // It was asked to.
        }

        stop.Dispose();
    }
}
