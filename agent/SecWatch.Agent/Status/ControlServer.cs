using System.IO.Pipes;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SecWatch.Agent.Status;

/// <summary>
/// Answers the commands <c>status</c> and <c>import</c> for the running agent, one request a connection.
/// </summary>
/// <remarks>
/// The socket is open to the agent's own user alone; the state folder keeps everybody else out as well.
/// </remarks>
internal sealed class ControlServer(
    string stateFolder, StatusCollector status, IImporter importer, TimeProvider time,
    ILogger<ControlServer> logger) : BackgroundService
{
    private const int RequestBytesMax = 64 * 1024;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the first command can reach the agent.</summary>
    public Task Listening => listening.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await (OperatingSystem.IsWindows() ? ServePipeAsync(stoppingToken) : ServeSocketAsync(stoppingToken));
            }
            catch (Exception failure) when (failure is SocketException or IOException or UnauthorizedAccessException
                or ArgumentException)
            {
                StatusLog.CannotListen(logger, failure);
                await Task.Delay(RetryDelay, time, stoppingToken);
            }
        }
    }

    private async Task ServeSocketAsync(CancellationToken cancellationToken)
    {
        var path = ControlChannel.SocketPath(stateFolder);
        File.Delete(path);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        listener.Listen(4);
        listening.TrySetResult();
        var clients = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await listener.AcceptAsync(cancellationToken);
                clients.RemoveAll(client => client.IsCompleted);
                clients.Add(ServeAsync(new NetworkStream(socket, ownsSocket: true), cancellationToken));
            }
        }
        finally
        {
            File.Delete(path);
            await Task.WhenAll(clients).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ServePipeAsync(CancellationToken cancellationToken)
    {
        var clients = new List<Task>();
        try
        {
            while (true)
            {
                var pipe = new NamedPipeServerStream(
                    ControlChannel.PipeName(stateFolder), PipeDirection.InOut, 4, PipeTransmissionMode.Byte,
                    PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
                listening.TrySetResult();
                await pipe.WaitForConnectionAsync(cancellationToken);
                clients.RemoveAll(client => client.IsCompleted);
                clients.Add(ServeAsync(pipe, cancellationToken));
            }
        }
        finally
        {
            await Task.WhenAll(clients).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ServeAsync(Stream stream, CancellationToken cancellationToken)
    {
        await using (stream)
        {
            try
            {
                var reply = await ReadRequestAsync(stream, cancellationToken) is { } request
                    ? await AnswerAsync(request, cancellationToken)
                    : new ControlReply { Error = "the request is not one line of JSON" };
                await stream.WriteAsync(
                    JsonSerializer.SerializeToUtf8Bytes(reply, StatusJson.Default.ControlReply), cancellationToken);
                await stream.WriteAsync("\n"u8.ToArray(), cancellationToken);
            }
            catch (IOException)
            {
                // Who asked went away before the answer.
            }
        }
    }

    private static async Task<ControlRequest?> ReadRequestAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[RequestBytesMax];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return null;
            }

            length += read;
            var end = buffer.AsSpan(0, length).IndexOf((byte)'\n');
            if (end >= 0)
            {
                try
                {
                    return JsonSerializer.Deserialize(buffer.AsSpan(0, end), StatusJson.Default.ControlRequest);
                }
                catch (JsonException)
                {
                    return null;
                }
            }
        }

        return null;
    }

    private async Task<ControlReply> AnswerAsync(ControlRequest request, CancellationToken cancellationToken)
    {
        switch (request.Verb)
        {
            case "status":
                return new ControlReply { Status = status.ReadStatus() };
            case "import":
                return await importer.ImportAsync(request.Paths, cancellationToken);
            default:
                return new ControlReply { Error = $"the running agent does not know '{request.Verb}'" };
        }
    }
}
