using Microsoft.Extensions.Hosting;

namespace SecWatch.Agent.Control;

/// <summary>The life of a command: it ends when its work is done, and its caller handles Ctrl+C.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
