using System.IO.Pipes;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace SecWatch.Agent.Status;

/// <summary>Where commands reach the running agent: a socket in the state folder, on Windows a named pipe.</summary>
internal static class ControlChannel
{
    private const string SocketName = "agent.sock";

    // sun_path of unix(7) has 108 bytes with the terminating zero.
    private const int SocketPathBytesMax = 107;

    public static string SocketPath(string stateFolder) => Path.Combine(Path.GetFullPath(stateFolder), SocketName);

    public static bool IsSocketPathTooLong(string stateFolder) =>
        Encoding.UTF8.GetByteCount(SocketPath(stateFolder)) > SocketPathBytesMax;

    /// <summary>One pipe for each state folder, so that two agents with two folders do not meet.</summary>
    public static string PipeName(string stateFolder) => "secwatch-agent-" + Convert.ToHexString(
        SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(stateFolder).ToUpperInvariant())).AsSpan(0, 8));

    /// <returns>null where no agent answers.</returns>
    public static async Task<Stream?> ConnectAsync(string stateFolder, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            var pipe = new NamedPipeClientStream(
                ".", PipeName(stateFolder), PipeDirection.InOut, PipeOptions.Asynchronous);
            try
            {
                await pipe.ConnectAsync(TimeSpan.FromSeconds(2), cancellationToken);
                return pipe;
            }
            catch (Exception failure) when (failure is TimeoutException or IOException or UnauthorizedAccessException)
            {
                await pipe.DisposeAsync();
                return null;
            }
        }

        if (IsSocketPathTooLong(stateFolder) || !File.Exists(SocketPath(stateFolder)))
        {
            return null;
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath(stateFolder)), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
