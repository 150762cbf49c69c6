using System.Threading.Channels;
using Google.Protobuf;
using Grpc.Core;
using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Tests.Spool;
using SecWatch.Agent.Uplink;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Tests.Uplink;

/// <summary>
/// A server in memory that keeps the rules of <c>telemetry.proto</c>, and fails where a test wants it to.
/// </summary>
internal sealed class MemoryServer : ITelemetryLink
{
    private readonly Lock gate = new();
    private readonly Dictionary<(ByteString Spool, Lane Lane), ulong> marks = [];
    private readonly List<string> stored = [];
    private readonly AsyncPulse changed = new();

    public bool IsEnrolled => true;

    public string Server => "memory:1";

    public uint Window { get; set; } = 1_000_000;

    /// <summary>Content of a batch that is refused as malformed.</summary>
    public string? Malformed { get; set; }

    /// <summary>The stream breaks after this many batches, each time.</summary>
    public int BreakAfter { get; set; } = int.MaxValue;

    /// <summary>Batches that are stored before their ack is lost, each time the stream breaks.</summary>
    public bool LoseAcks { get; set; }

    public string? Diverged { get; set; }

    /// <summary>Sent after Welcome where there is one.</summary>
    public Throttle? Throttle { get; set; }

    /// <summary>Whether the reason of a divergence stands in the trailers instead of the text.</summary>
    public bool NamesReason { get; set; }

    public int Streams { get; private set; }

    public bool SaidGoodbye { get; private set; }

    public Heartbeat? LastHeartbeat { get; private set; }

    public ITelemetryStream Open(CancellationToken cancellationToken)
    {
        Streams++;
        return new Stream(this);
    }

    public void SetMark(byte[] spoolId, Lane lane, ulong mark) => marks[(ByteString.CopyFrom(spoolId), lane)] = mark;

    public List<string> Stored()
    {
        lock (gate)
        {
            return [.. stored];
        }
    }

    public async Task WhenAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var next = changed.Next;
            lock (gate)
            {
                if (isSo())
                {
                    return;
                }
            }

            await next.WaitAsync(patience.Token);
        }
    }

    private sealed class Stream(MemoryServer server) : ITelemetryStream
    {
        private readonly Channel<ServerFrame> frames = Channel.CreateBounded<ServerFrame>(1000);
        private ByteString spool = ByteString.Empty;
        private int batches;
        private bool ended;

        public Task WriteAsync(AgentFrame frame, CancellationToken cancellationToken)
        {
            lock (server.gate)
            {
                // As on a wire: what is sent after the server ended the stream reaches nobody.
                if (!ended)
                {
                    Take(frame);
                }
            }

            server.changed.Beat();
            return Task.CompletedTask;
        }

        public Task CompleteAsync(CancellationToken cancellationToken)
        {
            frames.Writer.TryComplete();
            return Task.CompletedTask;
        }

        public async Task<ServerFrame?> ReadAsync(CancellationToken cancellationToken)
        {
            try
            {
                return await frames.Reader.ReadAsync(cancellationToken);
            }
            catch (ChannelClosedException closed) when (closed.InnerException is RpcException failure)
            {
                throw new RpcException(failure.Status, failure.Trailers);
            }
            catch (ChannelClosedException)
            {
                return null;
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private void Take(AgentFrame frame)
        {
            switch (frame.FrameCase)
            {
                case AgentFrame.FrameOneofCase.Hello:
                    spool = frame.Hello.SpoolId;
                    var welcome = new Welcome
                    {
                        Version = new ProtocolVersion { Major = 1, Minor = 2 },
                        MaxBytesInFlight = server.Window,
                        HeartbeatSeconds = 60,
                    };
                    welcome.Marks.AddRange(frame.Hello.Lanes.Select(one => new LaneMark
                    {
                        Lane = one.Lane, Sequence = server.marks.GetValueOrDefault((spool, one.Lane)),
                    }));
                    frames.Writer.TryWrite(new ServerFrame { Welcome = welcome });
                    if (server.Throttle is { } throttle)
                    {
                        frames.Writer.TryWrite(new ServerFrame { Throttle = throttle });
                    }

                    break;
                case AgentFrame.FrameOneofCase.Batch:
                    Take(frame.Batch);
                    break;
                case AgentFrame.FrameOneofCase.Heartbeat:
                    server.LastHeartbeat = frame.Heartbeat;
                    break;
                case AgentFrame.FrameOneofCase.Goodbye:
                    server.SaidGoodbye = true;
                    break;
                default:
                    Fail(StatusCode.InvalidArgument, "a frame without content");
                    break;
            }
        }

        private void Take(SealedBatch batch)
        {
            var content = SpoolWorkbench.Describe(batch);
            var mark = server.marks.GetValueOrDefault((spool, batch.Lane));
            if (string.Equals(content, server.Malformed, StringComparison.Ordinal))
            {
                Fail(StatusCode.InvalidArgument, "malformed");
            }
            else if (string.Equals(content, server.Diverged, StringComparison.Ordinal))
            {
                server.Diverged = null;
                var trailers = server.NamesReason ? new Metadata { { "secwatch-reason", "diverged" } } : [];
                Fail(StatusCode.FailedPrecondition, server.NamesReason ? "another text" : "spool diverged", trailers);
            }
            else if (batch.Sequence != mark + 1)
            {
                Fail(StatusCode.FailedPrecondition, "sequence gap");
            }
            else if (++batches > server.BreakAfter && !server.LoseAcks)
            {
                Fail(StatusCode.Unavailable, "cut");
            }
            else
            {
                server.marks[(spool, batch.Lane)] = batch.Sequence;
                server.stored.Add($"{batch.Lane} {content}");
                if (batches > server.BreakAfter)
                {
                    Fail(StatusCode.Unavailable, "cut");
                }
                else
                {
                    frames.Writer.TryWrite(
                        new ServerFrame { Ack = new Ack { Lane = batch.Lane, Sequence = batch.Sequence } });
                }
            }
        }

        private void Fail(StatusCode code, string text, Metadata? trailers = null)
        {
            ended = true;
            frames.Writer.TryComplete(new RpcException(new Grpc.Core.Status(code, text), trailers ?? []));
        }
    }
}
