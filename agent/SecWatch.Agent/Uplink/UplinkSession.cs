using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Spool;
using SecWatch.Protos.AgentEvents;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Uplink;

/// <summary>One stream from Hello to its end: sends what the spool holds, in lane order, and takes the acks.</summary>
internal sealed class UplinkSession(
    ITelemetryStream stream, SpoolStore spool, IHeartbeatSource heartbeats, UplinkState state, HostFacts host,
    Guid runId, bool oneByOne, TimeProvider time, ILogger logger)
{
    public const uint ProtocolMajor = 1;
    public const uint ProtocolMinor = 0;

    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan HeartbeatDefault = TimeSpan.FromSeconds(30);

    private readonly int generation = spool.Generation;
    private readonly ulong[] next = new ulong[Lanes.Count];
    private readonly AsyncPulse woken = new();
    private FlightWindow window = new(0);
    private uint batchBytesMax;
    private long heartbeatDue;
    private long pausedUntil;
    private volatile bool serverIsDone;

    /// <summary>The spool that this session speaks of.</summary>
    public int Generation => generation;

    /// <summary>What was sent and not acknowledged.</summary>
    public FlightWindow Window => window;

    /// <summary>Whether the server answered Hello.</summary>
    public bool IsWelcome { get; private set; }

    /// <summary>Runs until stopped, or until the server or the spool ends it.</summary>
    /// <exception cref="RpcException">The server ended the stream with an error, or it broke.</exception>
    public async Task<SessionEnd> RunAsync(string server, CancellationToken stop)
    {
        await stream.WriteAsync(new AgentFrame { Hello = Hello() }, stop);
        if (await stream.ReadAsync(stop) is not { FrameCase: ServerFrame.FrameOneofCase.Welcome } frame)
        {
            throw new RpcException(new Grpc.Core.Status(StatusCode.Internal, "the server did not answer with Welcome"));
        }

        if (!TryAdopt(frame.Welcome, server))
        {
            return SessionEnd.SpoolChanged;
        }

        var period = frame.Welcome.HeartbeatSeconds == 0
            ? HeartbeatDefault : TimeSpan.FromSeconds(frame.Welcome.HeartbeatSeconds);
        using var beat = time.CreateTimer(_ => AskForHeartbeat(), null, TimeSpan.Zero, period);
        using var alarm = time.CreateTimer(
            _ => woken.Beat(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var broken = new CancellationTokenSource();
        await using var stopped = stop.Register(woken.Beat);
        var receiving = ReceiveAsync(alarm, broken.Token);
        try
        {
            var end = await SendAsync(alarm, stop, broken.Token);
            if (end == SessionEnd.Stopped)
            {
                await SayGoodbyeAsync(broken.Token);
                await Task.WhenAny(receiving, Task.Delay(LastWords, time, broken.Token));
            }
            else if (end == SessionEnd.ServerClosed)
            {
                await receiving;
            }

            return end;
        }
        catch (Exception failure) when (failure is RpcException or IOException)
        {
            // A write fails because the stream ended: what the receiver sees is the reason.
            await receiving.WaitAsync(LastWords, time, stop);
            throw;
        }
        finally
        {
            await broken.CancelAsync();
            await ((Task)receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Hello Hello()
    {
        var hello = new Hello
        {
            Version = new ProtocolVersion { Major = ProtocolMajor, Minor = ProtocolMinor },
            AgentVersion = host.AgentVersion,
            SpoolId = ByteString.CopyFrom(spool.SpoolId),
            HostName = host.Name,
            OperatingSystem = host.OperatingSystem,
            Clock = time.GetUtcNow().UtcTicks,
            RunId = ByteString.CopyFrom(runId.ToByteArray()),
        };
        foreach (var lane in Lanes.All)
        {
            hello.Lanes.Add(new LaneState
            {
                Lane = lane,
                OldestPending = spool.OldestPending(lane),
                NextSequence = spool.Contents(lane).NextSequence,
            });
        }

        return hello;
    }

    /// <returns>false where the server's marks do not fit the spool, which therefore starts anew.</returns>
    private bool TryAdopt(Welcome welcome, string server)
    {
        if (welcome.Version is not { Major: ProtocolMajor } version)
        {
            throw new RpcException(new Grpc.Core.Status(
                StatusCode.Unimplemented,
                $"the server speaks protocol {welcome.Version?.Major}, this agent {ProtocolMajor}.{ProtocolMinor}"));
        }

        var marks = new ulong[Lanes.Count];
        foreach (var mark in welcome.Marks.Where(one => Lanes.IsLane(one.Lane)))
        {
            marks[Lanes.Index(mark.Lane)] = mark.Sequence;
        }

        if (!FitsSpool(marks))
        {
            return false;
        }

        foreach (var lane in Lanes.All)
        {
            spool.Acknowledge(lane, marks[Lanes.Index(lane)], generation);
            next[Lanes.Index(lane)] = marks[Lanes.Index(lane)] + 1;
        }

        IsWelcome = true;
        batchBytesMax = welcome.MaxBatchBytes;
        window = new FlightWindow(oneByOne ? 0 : welcome.MaxBytesInFlight);
        var now = time.GetUtcNow();
        double? skew = welcome.Clock == 0 ? null : TimeSpan.FromTicks(welcome.Clock - now.UtcTicks).TotalSeconds;
        state.Change(view => view with
        {
            Connection = "connected", Problem = "", ConnectedSince = now, ClockSkewSeconds = skew,
        });
        UplinkLog.Connected(logger, server, version.Major, Math.Min(version.Minor, ProtocolMinor));
        return true;
    }

    private bool FitsSpool(ulong[] marks)
    {
        foreach (var lane in Lanes.All)
        {
            var mark = marks[Lanes.Index(lane)];
            if (mark >= spool.Contents(lane).NextSequence)
            {
                spool.StartAnew(GapReason.SpoolRolledBack, generation,
                    "The server holds later batches than this spool, which was therefore restored from an older state. "
                    + "Events between that state and now may be missing, and pending ones may be stored twice.");
                return false;
            }

            if (mark + 1 < spool.OldestPending(lane))
            {
                spool.StartAnew(GapReason.ServerRestored, generation,
                    "The server does not know batches that it had acknowledged: it was restored from an older state.");
                return false;
            }
        }

        return true;
    }

    private async Task<SessionEnd> SendAsync(ITimer alarm, CancellationToken stop, CancellationToken broken)
    {
        var stopSince = 0L;
        while (true)
        {
            var changed = spool.Changed.Next;
            var wake = woken.Next;
            if (serverIsDone)
            {
                return SessionEnd.ServerClosed;
            }

            if (spool.Generation != generation)
            {
                return SessionEnd.SpoolChanged;
            }

            if (stop.IsCancellationRequested && stopSince == 0)
            {
                stopSince = time.GetTimestamp();
                alarm.Change(LastWords, Timeout.InfiniteTimeSpan);
            }

            if (Interlocked.Exchange(ref heartbeatDue, 0) != 0)
            {
                await stream.WriteAsync(new AgentFrame { Heartbeat = heartbeats.Read() }, broken);
            }

            if (await TrySendNextAsync(broken))
            {
                continue;
            }

            // Asked to stop, the agent still sends what the spool holds, its own last event included, but not for long.
            if (stopSince != 0 && (!HasPending() || time.GetElapsedTime(stopSince) > LastWords))
            {
                return SessionEnd.Stopped;
            }

            await Task.WhenAny(changed, wake);
        }
    }

    private bool HasPending()
    {
        foreach (var lane in Lanes.All)
        {
            if (next[Lanes.Index(lane)] < spool.Contents(lane).NextSequence)
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> TrySendNextAsync(CancellationToken broken)
    {
        var paused = time.GetTimestamp() < Interlocked.Read(ref pausedUntil);
        for (var index = 0; index < Lanes.Count; index++)
        {
            var lane = Lanes.All[index];
            if (next[index] >= spool.Contents(lane).NextSequence || (paused && lane != Lane.Critical))
            {
                continue;
            }

            if (spool.TryRead(lane, next[index]) is not { } batch)
            {
                return false;
            }

            if (batchBytesMax != 0 && batch.Payload.Length > batchBytesMax)
            {
                spool.Refuse(batch, $"larger than the {batchBytesMax} bytes that the server takes", generation);
                return true;
            }

            if (!window.Admits(batch.Payload.Length))
            {
                return false;
            }

            window.Sent(lane, batch.Sequence, batch.Payload.Length);
            next[index]++;
            await stream.WriteAsync(new AgentFrame { Batch = batch }, broken);
            UplinkLog.Sent(logger, batch.Sequence, Lanes.Name(lane));
            return true;
        }

        return false;
    }

    private async Task ReceiveAsync(ITimer alarm, CancellationToken broken)
    {
        try
        {
            while (await stream.ReadAsync(broken) is { } frame)
            {
                if (frame.Ack is { } ack && Lanes.IsLane(ack.Lane))
                {
                    Take(ack);
                }
                else if (frame.Throttle is { } throttle)
                {
                    Take(throttle, alarm);
                }

                woken.Beat();
            }
        }
        finally
        {
            serverIsDone = true;
            woken.Beat();
        }
    }

    private void Take(Ack ack)
    {
        if (!window.TryAcknowledge(ack.Lane, ack.Sequence, next[Lanes.Index(ack.Lane)] - 1))
        {
            throw new RpcException(
                new Grpc.Core.Status(StatusCode.Internal, "the server acknowledged what was never sent"));
        }

        spool.Acknowledge(ack.Lane, ack.Sequence, generation);
        var now = time.GetUtcNow();
        state.Change(view => view with { LastAck = now });
    }

    private void Take(Throttle throttle, ITimer alarm)
    {
        var pause = TimeSpan.FromMilliseconds(throttle.PauseMilliseconds);
        var ticks = (long)(pause.TotalSeconds * time.TimestampFrequency);
        Interlocked.Exchange(ref pausedUntil, time.GetTimestamp() + ticks);
        alarm.Change(pause, Timeout.InfiniteTimeSpan);
        if (throttle.MaxBytesInFlight != 0 && !oneByOne)
        {
            window.Resize(throttle.MaxBytesInFlight);
        }
    }

    private async Task SayGoodbyeAsync(CancellationToken broken)
    {
        var goodbye = new Goodbye { Reason = Goodbye.Types.Reason.ServiceStop };
        await stream.WriteAsync(new AgentFrame { Goodbye = goodbye }, broken);
        await stream.CompleteAsync(broken);
    }

    private void AskForHeartbeat()
    {
        Interlocked.Exchange(ref heartbeatDue, 1);
        woken.Beat();
    }
}
