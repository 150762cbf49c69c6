using Google.Protobuf;
using Grpc.Core;
using SecWatch.Protos.V1;

namespace SecWatch.Server.Tests.Support;

/// <summary>One stream of an agent, frame by frame.</summary>
internal sealed class TestStream(AsyncDuplexStreamingCall<AgentFrame, ServerFrame> call) : IDisposable
{
    public static readonly byte[] Spool = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];

    public static Hello Hello(params LaneState[] lanes) => new()
    {
        Version = new ProtocolVersion { Major = 1, Minor = 0 },
        AgentVersion = "1.0.0",
        HostName = "pc-1",
        OperatingSystem = "Debian",
        SpoolId = ByteString.CopyFrom(Spool),
        RunId = ByteString.CopyFrom(Spool),
        Clock = TestBatches.Start.UtcTicks,
        Lanes = { lanes },
    };

    public static LaneState Security(ulong oldest, ulong next) =>
        new() { Lane = Lane.Security, OldestPending = oldest, NextSequence = next };

    public Task SendAsync(Hello hello) => SendAsync(new AgentFrame { Hello = hello });

    public Task SendAsync(SealedBatch batch) => SendAsync(new AgentFrame { Batch = batch });

    public Task SendAsync(AgentFrame frame) =>
        call.RequestStream.WriteAsync(frame, TestContext.Current.CancellationToken);

    public async Task<ServerFrame> ReadAsync()
    {
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken), "the stream ended");
        return call.ResponseStream.Current;
    }

    public async Task<Welcome> StartAsync(Hello hello)
    {
        await SendAsync(hello);
        var frame = await ReadAsync();
        Assert.Equal(ServerFrame.FrameOneofCase.Welcome, frame.FrameCase);
        return frame.Welcome;
    }

    /// <summary>Reads acks until one reaches a sequence.</summary>
    public async Task<Ack> AckUpToAsync(ulong sequence)
    {
        while (true)
        {
            var frame = await ReadAsync();
            if (frame.FrameCase == ServerFrame.FrameOneofCase.Ack && frame.Ack.Sequence >= sequence)
            {
                return frame.Ack;
            }
        }
    }

    /// <summary>Half-closes and reads to the end.</summary>
    public async Task<Status> CompleteAsync()
    {
        await call.RequestStream.CompleteAsync();
        while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
        }

        return call.GetStatus();
    }

    /// <summary>Reads until the server ends the stream with an error.</summary>
    public async Task<RpcException> RefusedAsync() => await Assert.ThrowsAsync<RpcException>(async () =>
    {
        while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
        }
    });

    public void Dispose() => call.Dispose();
}
