using SecWatch.Protos.V1;

namespace SecWatch.Agent.Uplink;

/// <summary>One open stream to the server. One thread may write while another reads.</summary>
internal interface ITelemetryStream : IAsyncDisposable
{
    /// <exception cref="Grpc.Core.RpcException">The stream has ended; reading gives the reason.</exception>
    Task WriteAsync(AgentFrame frame, CancellationToken cancellationToken);

    /// <summary>Says that no more frames come.</summary>
    Task CompleteAsync(CancellationToken cancellationToken);

    /// <returns>null when the server ended the stream with OK.</returns>
    /// <exception cref="Grpc.Core.RpcException">The server ended the stream, or it broke.</exception>
    Task<ServerFrame?> ReadAsync(CancellationToken cancellationToken);
}
