using System.Diagnostics;
using System.Globalization;
using Grpc.Net.Client;

namespace SecWatch.EndToEnd.Tests.Interop;

/// <summary>grpc-js serving the test service in a process of its own, and a channel of ours to it.</summary>
internal sealed class NodeServer : IAsyncDisposable
{
    private readonly Process node;

    private NodeServer(Process node, GrpcChannel channel, RequestEncodingObserver requests)
    {
        this.node = node;
        Channel = channel;
        Requests = requests;
    }

    public GrpcChannel Channel { get; }

    /// <summary>What stood on the wire.</summary>
    public RequestEncodingObserver Requests { get; }

    public static async Task<NodeServer> StartAsync(CancellationToken cancellationToken)
    {
        var process = NodePackages.Start("node", "server.js");
        var port = await process.StandardOutput.ReadLineAsync(cancellationToken);
        if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(cancellationToken));
        }

        var requests = new RequestEncodingObserver { InnerHandler = new SocketsHttpHandler() };
        var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{number}", new GrpcChannelOptions
        {
            HttpHandler = requests,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = 4 * 1024 * 1024,
            MaxSendMessageSize = 16 * 1024 * 1024,
        });
        return new NodeServer(process, channel, requests);
    }

    /// <summary>The next line that the server prints.</summary>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken) =>
        await node.StandardOutput.ReadLineAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        node.Kill();
        await node.WaitForExitAsync(CancellationToken.None);
        node.Dispose();
    }
}
