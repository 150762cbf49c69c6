using SecWatch.Protos.AgentEvents;
using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Spool;

/// <summary>Encodes a batch that holds one gap record, for losses that the spool itself finds.</summary>
internal static class GapBatch
{
    /// <summary>The source under which the agent reports about itself.</summary>
    public const string Source = "agent";

    public static EncodedBatch Encode(GapRecord gap, DateTimeOffset now)
    {
        var encoder = new BatchEncoder();
        encoder.BeginEvent(GapRecord.Shape(Source, Environment.MachineName), now.UtcTicks, 0);
        foreach (var value in gap.ToValues())
        {
            encoder.AddValue(System.Text.Encoding.UTF8.GetBytes(value));
        }

        encoder.EndEvent();
        return encoder.Finish(Compression.None);
    }
}
