using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SecWatch.EndToEnd.Tests.Interop;

/// <summary>Kestrel on a free port of this machine with <see cref="EchoService"/>.</summary>
internal sealed class EchoHost : IAsyncDisposable
{
    private readonly TaskCompletionSource givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication? application;

    public int Port { get; private set; }

    public static async Task<EchoHost> StartAsync(bool gzip, CancellationToken cancellationToken)
    {
        var host = new EchoHost();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(host);
        builder.Services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = 4 * 1024 * 1024;
            options.MaxSendMessageSize = 16 * 1024 * 1024;
            options.ResponseCompressionAlgorithm = gzip ? "gzip" : null;
        });
        builder.WebHost.ConfigureKestrel(options =>
            options.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        host.application = builder.Build();
        host.application.MapGrpcService<EchoService>();
        await host.application.StartAsync(cancellationToken);
        var addresses = host.application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        host.Port = new Uri(addresses!.Addresses.Single()).Port;
        return host;
    }

    /// <summary>Waits until the server has seen that a client gave its call up.</summary>
    public Task WaitForGivenUpAsync(CancellationToken cancellationToken) => givenUp.Task.WaitAsync(cancellationToken);

    public void ReportGivenUp() => givenUp.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        if (application is not null)
        {
            await application.DisposeAsync();
        }
    }
}
