using System.Text;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Server.Tests.Support;

/// <summary>Makes sealed batches of log lines.</summary>
internal static class TestBatches
{
    public static readonly DateTimeOffset Start = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    private static readonly EventShape Shape = new("log:auth", "SecWatch-Log", "auth", 0, "pc", ["message", "program"]);

    public static SealedBatch Seal(Lane lane, ulong sequence, params string[] messages) =>
        SealAt(Start, lane, sequence, messages);

    /// <summary>One event a message, one second after the other.</summary>
    public static SealedBatch SealAt(DateTimeOffset start, Lane lane, ulong sequence, params string[] messages)
    {
        var encoder = new BatchEncoder();
        for (var i = 0; i < messages.Length; i++)
        {
            encoder.BeginEvent(Shape, start.AddSeconds(i).UtcTicks, i);
            encoder.AddValue(Encoding.UTF8.GetBytes(messages[i]));
            encoder.AddAbsent();
            encoder.EndEvent();
        }

        return BatchSeal.Seal(encoder.Finish(Compression.Zstd), lane, sequence);
    }
}
