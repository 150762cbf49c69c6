namespace SecWatch.Agent.Tests.Pipeline;

/// <summary>The system's timers, and a clock that runs a tenth slower: every timer fires before its time.</summary>
internal sealed class LateClock : TimeProvider
{
    public override long GetTimestamp() => base.GetTimestamp() / 10 * 9;
}
