using Grpc.Core;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Uplink;

/// <summary>A stream of the real service, over a channel that it disposes with itself.</summary>
internal sealed class GrpcTelemetryStream(
    AsyncDuplexStreamingCall<AgentFrame, ServerFrame> call, IDisposable channel) : ITelemetryStream
{
    public async Task WriteAsync(AgentFrame frame, CancellationToken cancellationToken)
    {
        try
        {
            await call.RequestStream.WriteAsync(frame, cancellationToken);
        }
        catch (InvalidOperationException failure)
        {
            // The call has ended; the reader learns why.
            throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "the stream has ended", failure));
        }
    }

    public Task CompleteAsync(CancellationToken cancellationToken) =>
        call.RequestStream.CompleteAsync().WaitAsync(cancellationToken);

    public async Task<ServerFrame?> ReadAsync(CancellationToken cancellationToken) =>
        await call.ResponseStream.MoveNext(cancellationToken) ? call.ResponseStream.Current : null;

    public ValueTask DisposeAsync()
    {
        call.Dispose();
        channel.Dispose();
        return ValueTask.CompletedTask;
    }
}
