namespace SecWatch.Detection.Engine;

/// <summary>What one worker reuses from batch to batch. One thread at a time.</summary>
public sealed class EvaluationScratch
{
}
