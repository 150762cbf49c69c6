using SecWatch.Protos.Batches;
using SecWatch.Protos.V1;

namespace SecWatch.Agent.Pipeline;

/// <summary>A batch and the lane it travels in; the spool gives it its number.</summary>
internal readonly record struct LaneBatch(Lane Lane, EncodedBatch Batch);
