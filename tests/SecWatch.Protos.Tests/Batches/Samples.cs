using System.Globalization;
using System.Text;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Protos.Tests.Batches;

/// <summary>Batches that look like real ones, always the same.</summary>
internal static class Samples
{
    public static TestBatch LogLines(int count)
    {
        var shape = new EventShape("log:auth", "SecWatch-Log", "auth", 0, "pc-1", ["Program", "ProcessId", "Message"]);
        var rows = new TestBatch.Row[count];
        for (var i = 0; i < count; i++)
        {
            var processId = (4000 + (i * 37 % 900)).ToString(CultureInfo.InvariantCulture);
            var message = $"Accepted publickey for user{i % 7} from 192.0.2.{i % 251} port {1024 + (i * 7919 % 60000)}";
            rows[i] = new TestBatch.Row(
                shape, 638_000_000_000_000_000 + (i * 12_345L), i * 300L,
                [
                    "sshd"u8.ToArray(), i % 11 == 0 ? null : Encoding.UTF8.GetBytes(processId),
                    Encoding.UTF8.GetBytes(message),
                ]);
        }

        return new TestBatch(rows);
    }

    public static EncodedBatch Encode(TestBatch batch, Compression compression) =>
        batch.Encode(new BatchEncoder(), compression);

    /// <summary>Two events of one shape with one field, as a message to change.</summary>
    public static EventBatch SmallMessage() => new()
    {
        Format = 1,
        EventCount = 2,
        StringBytes = Google.Protobuf.ByteString.CopyFromUtf8("bashsh"),
        StringLengths = { 4, 2 },
        Shapes = { new Shape { Source = "process", Fields = { "Image" } } },
        EventShapes = { 0, 0 },
        Times = { 5, 1 },
        RecordIds = { 1, 1 },
        Values = { 1, 2 },
    };
}
