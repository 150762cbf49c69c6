using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SecWatch.Agent.Control;
using SecWatch.Agent.Sources;
using SecWatch.Agent.Status;

namespace SecWatch.Agent.Tests.Control;

/// <summary>The agent as <c>run</c> puts it together, without sources, on a folder of its own.</summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    private readonly IHost host;

    private RunningAgent(IHost host) => this.host = host;

    public static async Task<RunningAgent> StartAsync(AgentPaths paths, params IEventSource[] sources)
    {
        paths.CreateState();
        var built = AgentHost.Build(paths, new AgentSettings { LogLevel = "error" }, sources, asService: true);
        await built.StartAsync(TestContext.Current.CancellationToken);
        var server = built.Services.GetServices<IHostedService>().OfType<ControlServer>().Single();
        await server.Listening.WaitAsync(TestContext.Current.CancellationToken);
        return new RunningAgent(built);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync(CancellationToken.None);
        host.Dispose();
    }
}
