using Grpc.Core;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;
using SecWatch.Server.Devices;

namespace SecWatch.Server.Ingest;

/// <summary>
/// The agents' stream: recognises the device, agrees on the start, and hands over to <see cref="AgentStream"/>.
/// </summary>
internal sealed partial class TelemetryService(
    IngestServices services,
    DeviceAuthenticator authenticator,
    RestoredGaps gaps,
    IHostApplicationLifetime lifetime,
    ILogger<TelemetryService> logger) : Telemetry.TelemetryBase
{
    public override async Task Connect(
        IAsyncStreamReader<AgentFrame> requestStream,
        IServerStreamWriter<ServerFrame> responseStream,
        ServerCallContext context)
    {
        try
        {
            await ServeAsync(requestStream, responseStream, context);
        }
        catch (StreamRefusedException refusal)
        {
            services.Metrics.Refused(refusal.Reason);
            LogRefused(context.Peer, refusal.Message);
            throw refusal.ToRpcException();
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or RpcException
            && context.CancellationToken.IsCancellationRequested)
        {
            // The connection broke: seen by a read, by a wait, or in the middle of a message. The agent comes back.
        }
    }

    private async Task ServeAsync(
        IAsyncStreamReader<AgentFrame> reader, IServerStreamWriter<ServerFrame> writer, ServerCallContext context)
    {
        var connection = context.GetHttpContext().Connection;
        var certificate = await connection.GetClientCertificateAsync(context.CancellationToken);
        var (device, error) = await authenticator.AuthenticateAsync(certificate, context.CancellationToken);
        if (device is null)
        {
            throw StreamRefusedException.Unauthenticated(error);
        }

        var hello = await ReadHelloAsync(reader, context.CancellationToken);
        var skew = hello.Clock - services.Time.GetUtcNow();
        var stream = services.Directory.Open(
            device, hello.RunId, hello.SpoolId, hello.Claims, skew, services.Options.StreamsPerDevice)
            ?? throw StreamRefusedException.OverLimit("the device has too many streams open");
        try
        {
            LogConnected(device.Identity.Device.Value, device.Identity.Tenant.Value);
            await ServeAsync(stream, hello, reader, writer, context.CancellationToken);
        }
        finally
        {
            services.Directory.Close(stream);
            LogDisconnected(device.Identity.Device.Value);
        }
    }

    private async Task ServeAsync(
        DeviceStream stream,
        AgentHello hello,
        IAsyncStreamReader<AgentFrame> reader,
        IServerStreamWriter<ServerFrame> writer,
        CancellationToken callEnded)
    {
        using var idle = new CancellationTokenSource(services.IdleTimeout, services.Time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(
            callEnded, idle.Token, stream.Ended, lifetime.ApplicationStopping);
        try
        {
            var welcome = await AgreeAsync(stream, hello, ended.Token);
            await writer.WriteAsync(new ServerFrame { Welcome = welcome }, ended.Token);
            await new AgentStream(stream, hello.SpoolId, services, writer, idle).RunAsync(reader, ended.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or RpcException or IOException
            && ended.IsCancellationRequested && MayAnswer(callEnded))
        {
            throw stream.EndReason is { } reason
                ? StreamRefusedException.Unauthenticated(reason)
                : lifetime.ApplicationStopping.IsCancellationRequested
                    ? StreamRefusedException.Stopping()
                    : StreamRefusedException.Silent(
                        $"no frame came for {services.IdleTimeout.TotalSeconds} s; try again");
        }
    }

    // A server that stops aborts its connections too, and which of both is seen first is chance: the agent is told that
    // the server is stopping either way, and never that the message it was sending is at fault.
    private bool MayAnswer(CancellationToken callEnded) =>
        !callEnded.IsCancellationRequested || lifetime.ApplicationStopping.IsCancellationRequested;

    private async Task<AgentHello> ReadHelloAsync(
        IAsyncStreamReader<AgentFrame> reader, CancellationToken callEnded)
    {
        var wait = TimeSpan.FromSeconds(services.Options.HelloSeconds);
        using var late = new CancellationTokenSource(wait, services.Time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(
            callEnded, late.Token, lifetime.ApplicationStopping);
        try
        {
            return await reader.MoveNext(ended.Token)
                ? AgentHello.Read(reader.Current)
                : throw StreamRefusedException.Malformed("the stream ended before its Hello");
        }
        catch (Exception exception) when (exception is OperationCanceledException or RpcException
            && ended.IsCancellationRequested && MayAnswer(callEnded))
        {
            throw late.IsCancellationRequested
                ? StreamRefusedException.Silent($"no Hello came within {wait.TotalSeconds} s")
                : StreamRefusedException.Stopping();
        }
    }

    /// <summary>Finds the point from which each lane goes on.</summary>
    private async Task<Welcome> AgreeAsync(DeviceStream stream, AgentHello hello, CancellationToken cancellationToken)
    {
        var welcome = new Welcome
        {
            Version = hello.Version,
            MaxBatchBytes = BatchLimits.PayloadBytesMax,
            MaxBytesInFlight = (uint)services.Limits.BytesInFlightMax,
            HeartbeatSeconds = (uint)services.Options.HeartbeatSeconds,
            Clock = services.Time.GetUtcNow().UtcTicks,
        };
        foreach (var lane in hello.Lanes)
        {
            var mark = services.Store.Mark(stream.Identity, hello.SpoolId, lane.Lane);
            if (mark >= lane.NextSequence)
            {
                // More is stored than the spool has ever numbered: it was rolled back.
                throw StreamRefusedException.Diverged(lane.Lane, mark + 1);
            }

            if (lane.OldestPending > mark + 1)
            {
                mark = await SkipAsync(stream, hello.SpoolId, lane, mark, cancellationToken);
            }

            welcome.Marks.Add(new LaneMark { Lane = lane.Lane, Sequence = mark });
        }

        return welcome;
    }

    private async Task<ulong> SkipAsync(
        DeviceStream stream, Guid spoolId, LaneState lane, ulong mark, CancellationToken cancellationToken)
    {
        var last = lane.OldestPending - 1;
        LogAcknowledgedLost(stream.Identity.Device.Value, mark + 1, last);

        // The gap first: a crash between the two finds the same gap again, and it stands there once.
        await gaps.AddAsync(stream.Identity, spoolId, lane.Lane, mark + 1, last, cancellationToken);
        try
        {
            await services.Store.SkipToAsync(stream.Identity, spoolId, lane.Lane, last, cancellationToken);
        }
        catch (IOException)
        {
            throw StreamRefusedException.CannotWrite();
        }

        return last;
    }

    [LoggerMessage(401, LogLevel.Information, "Device {Device} of tenant {Tenant} connected")]
    private partial void LogConnected(Guid device, Guid tenant);

    [LoggerMessage(402, LogLevel.Information, "Device {Device} disconnected")]
    private partial void LogDisconnected(Guid device);

    [LoggerMessage(403, LogLevel.Warning, "A stream from {Peer} was refused: {Reason}")]
    private partial void LogRefused(string peer, string reason);

    [LoggerMessage(
        404,
        LogLevel.Error,
        "Device {Device} has deleted batches {First} to {Last}, which this server has lost: a backup was restored")]
    private partial void LogAcknowledgedLost(Guid device, ulong first, ulong last);
}
