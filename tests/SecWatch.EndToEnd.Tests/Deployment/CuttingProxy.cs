using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SecWatch.EndToEnd.Tests.Deployment;

/// <summary>
/// Stands between agent and server on loopback; can cut every connection, after so many bytes or at once.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, byte> sockets = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly int targetPort;
    private readonly Task accepting;
    private long bytesUp;
    private long cutAfterBytesUp = long.MaxValue;

    public CuttingProxy(int targetPort)
    {
        this.targetPort = targetPort;
        listener.Start();
        accepting = AcceptAsync(stopping.Token);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Bytes from the agent to the server so far, TLS and all.</summary>
    public long BytesUp => Interlocked.Read(ref bytesUp);

    /// <summary>Connections that were cut.</summary>
    public int Cuts { get; private set; }

    /// <summary>Whether new connections are refused.</summary>
    public bool IsDown { get; set; }

    /// <summary>
    /// Cuts all connections once so many more bytes went up: in the middle of whatever is on its way.
    /// </summary>
    public void CutAfter(long bytes) => Interlocked.Exchange(ref cutAfterBytesUp, BytesUp + bytes);

    public void CutNow()
    {
        Cuts++;
        Interlocked.Exchange(ref cutAfterBytesUp, long.MaxValue);
        foreach (var socket in sockets.Keys)
        {
            socket.Close(0);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        CutNow();
        await accepting;
        stopping.Dispose();
    }

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        var pumps = new List<Task>();
        while (!cancellationToken.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await listener.AcceptSocketAsync(cancellationToken);
            }
            catch (Exception exception) when (
                exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                break;
            }

            if (IsDown)
            {
                client.Close(0);
                continue;
            }

            pumps.Add(ServeAsync(client));
        }

        await Task.WhenAll(pumps);
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, targetPort, stopping.Token);
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            client.Close(0);
            return;
        }

        sockets[client] = 0;
        sockets[server] = 0;
        await Task.WhenAny(PumpAsync(client, server, countsUp: true), PumpAsync(server, client, countsUp: false));
        sockets.TryRemove(client, out _);
        sockets.TryRemove(server, out _);
        client.Close();
        server.Close();
    }

    private async Task PumpAsync(Socket from, Socket to, bool countsUp)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (true)
            {
                var read = await from.ReceiveAsync(buffer, stopping.Token);
                if (read == 0)
                {
                    return;
                }

                if (countsUp && Interlocked.Add(ref bytesUp, read) >= Interlocked.Read(ref cutAfterBytesUp))
                {
                    // Half of what was read still goes through, so that a frame is torn.
                    await to.SendAsync(buffer.AsMemory(0, read / 2), stopping.Token);
                    CutNow();
                    return;
                }

                for (var sent = 0; sent < read;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), stopping.Token);
                }
            }
        }
        catch (Exception exception) when (
            exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // A cut is what this is for.
        }
    }
}
