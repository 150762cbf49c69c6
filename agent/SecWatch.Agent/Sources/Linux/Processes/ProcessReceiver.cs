using System.Collections.Concurrent;

namespace SecWatch.Agent.Sources.Linux.Processes;

/// <summary>The thread that takes messages from the kernel and reads short-lived facts at once.</summary>
/// <remarks>
/// Its queue is bounded, and this thread waits when it is full: then the kernel's buffer fills, which is the larger
/// one,
/// and what the kernel drops at last is counted exactly by its sequence numbers.
/// </remarks>
internal sealed class ProcessReceiver(IProcessConnector connector, ProcessReader reader) : IDisposable
{
    private const int QueueCountMax = 4096;
    private const int PriorityOfThread = 0;
    private const int Niceness = -10;
    private const int FirstInFirstOut = 1;
    private const int ResetOnFork = 0x40000000;

    private readonly BlockingCollection<ReceivedNotification> queue = new(QueueCountMax);
    private readonly SequenceWatch sequences = new();
    private long quietSinceNs;
    private long forks;

    public BlockingCollection<ReceivedNotification> Queue => queue;

    /// <summary>Every message from before this moment of the kernel's clock is in the queue, or was.</summary>
    public ulong QuietSinceNs => (ulong)Volatile.Read(ref quietSinceNs);

    /// <summary>What ended the thread against all expectation; null while nothing did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Runs until cancelled or until the connection breaks; then completes the queue.</summary>
    public void Run(CancellationToken cancellationToken)
    {
        RunPromptly();
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                var before = KernelClock.MonotonicNs;
                var outcome = connector.Receive(out var notification);
                if (outcome == ReceiveOutcome.Quiet)
                {
                    Volatile.Write(ref quietSinceNs, (long)before);
                    continue;
                }

                Take(outcome, notification, cancellationToken);
                if (outcome == ReceiveOutcome.Failed)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped while the queue was full. What is not taken is not reported, and so not covered by the position.
        }
        catch (Exception exception)
        {
            // An exception that leaves a thread would end the whole agent. The session throws it where it is caught.
            Failure = exception;
        }
        finally
        {
            queue.CompleteAdding();
        }
    }

    public void Dispose() => queue.Dispose();

    /// <summary>
    /// A started program may live for less than a millisecond, so this thread must run as soon as there is something to
    /// read. It works some 30 microseconds for a start and waits otherwise. Without the right it is only less prompt.
    /// </summary>
    private static unsafe void RunPromptly()
    {
        var priority = 1;
        if (LibC.SetScheduler(0, FirstInFirstOut | ResetOnFork, &priority) != 0)
        {
            _ = LibC.SetPriority(PriorityOfThread, 0, Niceness);
        }
    }

    private void Take(ReceiveOutcome outcome, in ProcessNotification notification, CancellationToken cancellationToken)
    {
        if (outcome != ReceiveOutcome.Received)
        {
            queue.Add(new ReceivedNotification(outcome, notification, null, 0, 0, forks), cancellationToken);
            return;
        }

        var lost = sequences.Observe(notification, out var lostSinceNs);
        if (notification.Kind == ProcessEventKind.Fork)
        {
            forks++;
        }

        var matters = notification.Kind switch
        {
            ProcessEventKind.Exec => true,
            ProcessEventKind.Fork or ProcessEventKind.Exit => notification.IsWholeProcess,
            _ => false,
        };
        if (!matters && lost == 0)
        {
            return;
        }

        var snapshot = notification.Kind == ProcessEventKind.Exec ? reader.Read(notification.ProcessId) : null;
        queue.Add(
            new ReceivedNotification(outcome, notification, snapshot, lost, lostSinceNs, forks), cancellationToken);
    }
}
