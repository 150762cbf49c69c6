using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SecWatch.Agent.Pipeline;
using SecWatch.Agent.Spool;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Tests.Spool;

/// <summary>A spool in a temporary folder, with batches whose events say who they are.</summary>
internal sealed class SpoolWorkbench : IDisposable
{
    private static readonly EventShape Shape = new("test", "SecWatch-Test", "test", 0, "host", ["Number"]);
    private byte lastId;

    public SpoolWorkbench()
    {
        Quota = new LaneQuota(Options);
        Store = Create();
        Store.Open();
    }

    public TemporaryFolder Folder { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public SpoolOptions Options { get; } = new();

    public LaneQuota Quota { get; }

    public SpoolStore Store { get; private set; }

    public string File => Folder.File(SpoolStore.FileName);

    public static EncodedBatch Encode(params ReadOnlySpan<int> numbers)
    {
        var encoder = new BatchEncoder();
        foreach (var number in numbers)
        {
            encoder.BeginEvent(Shape, 638_000_000_000_000_000 + number, number);
            encoder.AddValue(System.Text.Encoding.UTF8.GetBytes($"{number}"));
            encoder.EndEvent();
        }

        return encoder.Finish(Compression.None);
    }

    public static CommitGroup Group(Lane lane, params ReadOnlySpan<int> numbers)
    {
        var group = new CommitGroup();
        group.Batches.Add(new LaneBatch(lane, Encode(numbers)));
        return group;
    }

    /// <summary>Record ids of the events of a batch, or the reason of the gap that it holds.</summary>
    public static string Describe(SealedBatch batch)
    {
        Assert.True(BatchSeal.TryVerify(batch, out var error), error);
        Assert.True(BatchDecoder.TryDecode(
            batch.Compression, (int)batch.UncompressedBytes, batch.Payload.Span, out var decoded, out error), error);
        var parts = new List<string>();
        for (var index = 0; index < decoded.EventCount; index++)
        {
            var shape = decoded.Shapes[decoded.ShapeIndex(index)];
            var reason = shape.Fields.IndexOf("GapReason");
            parts.Add(reason < 0
                ? $"{decoded.RecordId(index)}"
                : $"gap {decoded.StringText(decoded.ValueIndex(index, reason))}");
        }

        return string.Join(' ', parts);
    }

    public List<string> Pending(Lane lane)
    {
        var found = new List<string>();
        for (var sequence = Store.OldestPending(lane); sequence < Store.Contents(lane).NextSequence; sequence++)
        {
            var batch = Store.TryRead(lane, sequence);
            Assert.NotNull(batch);
            Assert.Equal(sequence, batch.Sequence);
            found.Add(Describe(batch));
        }

        return found;
    }

    /// <summary>Waits until the server has everything that the spool holds of a lane.</summary>
    public async Task WhenAcknowledgedAsync(Lane lane)
    {
        while (true)
        {
            var next = Store.AckArrived.Next;
            if (Store.OldestPending(lane) == Store.Contents(lane).NextSequence)
            {
                return;
            }

            await next.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    public void Commit(CommitGroup group) => Store.Commit([group]);

    public void Reopen()
    {
        Store.Dispose();
        Store = Create();
        Store.Open();
    }

    /// <summary>What a kill leaves: the files as they are at this moment, while the database is open.</summary>
    public void Crash()
    {
        using var copy = new TemporaryFolder();
        foreach (var suffix in new[] { "", "-wal" })
        {
            if (System.IO.File.Exists(File + suffix))
            {
                System.IO.File.Copy(File + suffix, copy.File("copy" + suffix));
            }
        }

        Store.Dispose();
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            System.IO.File.Delete(File + suffix);
            if (System.IO.File.Exists(copy.File("copy" + suffix)))
            {
                System.IO.File.Copy(copy.File("copy" + suffix), File + suffix);
            }
        }

        Store = Create();
        Store.Open();
    }

    public void Dispose()
    {
        Store.Dispose();
        Folder.Dispose();
    }

    private SpoolStore Create() => new(
        Folder.Path, () => [++lastId, .. new byte[15]], Quota, Time, NullLogger<SpoolStore>.Instance);
}
