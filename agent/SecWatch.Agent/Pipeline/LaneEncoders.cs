using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Pipeline;

/// <summary>One batch encoder for each lane, filled from blocks.</summary>
/// <remarks>
/// A batch that is full in the middle of a block goes to the group, and its lane goes on with the next one.
/// </remarks>
internal sealed class LaneEncoders(PipelineOptions options)
{
    private const int LaneCount = 3;

    private readonly BatchEncoder[] encoders = [new(), new(), new()];

    /// <summary>Whether a lane reached the size at which a group is sealed.</summary>
    public bool IsFull { get; private set; }

    public bool HasEvents => encoders.Any(encoder => encoder.EventCount > 0);

    /// <summary>Encodes all events of a block.</summary>
    /// <returns>How many were left out because no batch may hold them: too many fields, or too large.</returns>
    public int Add(EventBlock block, CommitGroup group)
    {
        var leftOut = 0;
        var reader = new EventBlockReader(block);
        while (reader.NextEvent())
        {
            if (!reader.Shape.IsWithinLimits)
            {
                leftOut++;
                continue;
            }

            var encoder = encoders[(int)reader.Lane - 1];
            var valueBytes = reader.MeasureValues();
            var fields = reader.Shape.Fields.Length;
            if (!encoder.Fits(fields, valueBytes) && encoder.EventCount > 0)
            {
                Finish(reader.Lane, group);
            }

            if (!encoder.Fits(fields, valueBytes))
            {
                leftOut++;
                continue;
            }

            Encode(encoder, ref reader);
            if (encoder.EventCount >= options.BatchEventsMax || encoder.EstimatedBytes >= options.BatchBytesMax)
            {
                Finish(reader.Lane, group);
            }
        }

        return leftOut;
    }

    /// <summary>Encodes one event of the agent's own.</summary>
    public void Add(EventShape shape, Lane lane, long timeTicks, ReadOnlySpan<string> values, CommitGroup group)
    {
        var block = new EventBlock();
        block.Begin(shape, lane, timeTicks, 0);
        foreach (var value in values)
        {
            block.Value(value.AsSpan());
        }

        Add(block, group);
    }

    /// <summary>Takes out what every lane holds.</summary>
    public void FinishAll(CommitGroup group)
    {
        for (var index = 0; index < LaneCount; index++)
        {
            if (encoders[index].EventCount > 0)
            {
                Finish((Lane)(index + 1), group);
            }
        }

        IsFull = false;
    }

    private static void Encode(BatchEncoder encoder, ref EventBlockReader reader)
    {
        encoder.BeginEvent(reader.Shape, reader.TimeTicks, reader.RecordId);
        for (var field = reader.Shape.Fields.Length; field > 0; field--)
        {
            if (reader.NextValue(out var value))
            {
                encoder.AddValue(value);
            }
            else
            {
                encoder.AddAbsent();
            }
        }

        encoder.EndEvent();
    }

    private void Finish(Lane lane, CommitGroup group)
    {
        group.Batches.Add(new LaneBatch(lane, encoders[(int)lane - 1].Finish(Compression.Zstd)));
        IsFull = true;
    }
}
