using SecWatch.Agent.Spool;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Uplink;

/// <summary>
/// Counts the bytes of batches that were sent and not acknowledged. Safe for a sender and a receiver.
/// </summary>
internal sealed class FlightWindow
{
    private readonly Lock gate = new();
    private readonly Queue<(ulong Sequence, int Bytes)>[] flights = [new(), new(), new()];
    private long bytes;
    private long bytesMax;

    public FlightWindow(long bytesMax) => this.bytesMax = bytesMax;

    /// <summary>Batches on the way.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return flights.Sum(lane => lane.Count);
            }
        }
    }

    /// <summary>Whether a batch may go now. One always may when nothing is on the way, however large.</summary>
    public bool Admits(int batchBytes)
    {
        lock (gate)
        {
            return bytes == 0 || bytes + batchBytes <= bytesMax;
        }
    }

    public void Resize(long newBytesMax)
    {
        lock (gate)
        {
            bytesMax = newBytesMax;
        }
    }

    public void Sent(Lane lane, ulong sequence, int batchBytes)
    {
        lock (gate)
        {
            flights[Lanes.Index(lane)].Enqueue((sequence, batchBytes));
            bytes += batchBytes;
        }
    }

    /// <returns>false for an ack of something that was never sent.</returns>
    public bool TryAcknowledge(Lane lane, ulong sequence, ulong lastSent)
    {
        if (sequence > lastSent)
        {
            return false;
        }

        lock (gate)
        {
            var queue = flights[Lanes.Index(lane)];
            while (queue.TryPeek(out var oldest) && oldest.Sequence <= sequence)
            {
                bytes -= queue.Dequeue().Bytes;
            }

            return true;
        }
    }

    /// <summary>The one batch on the way, where there is exactly one.</summary>
    public bool TryGetOnly(out Lane lane, out ulong sequence)
    {
        lock (gate)
        {
            (lane, sequence) = (Lane.Unspecified, 0);
            if (flights.Sum(queue => queue.Count) != 1)
            {
                return false;
            }

            foreach (var one in Lanes.All)
            {
                if (flights[Lanes.Index(one)].TryPeek(out var flight))
                {
                    (lane, sequence) = (one, flight.Sequence);
                }
            }

            return true;
        }
    }
}
