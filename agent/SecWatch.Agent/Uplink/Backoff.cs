namespace SecWatch.Agent.Uplink;

/// <summary>Exponential back-off with full jitter: how long to wait before the next attempt.</summary>
/// <remarks>
/// sleep = random(0, min(cap, base · 2^attempt)), "Full Jitter" in Marc Brooker, "Exponential Backoff And Jitter",
/// AWS Architecture Blog, 2015. Of the variants compared there it causes the least work when many clients lost the same
/// server at once.
/// </remarks>
/// <param name="First">Upper bound of the first delay.</param>
/// <param name="Longest">Upper bound of every delay.</param>
internal readonly record struct Backoff(TimeSpan First, TimeSpan Longest)
{
    /// <param name="attempt">Failures in a row before this delay; 0 for the first.</param>
    /// <param name="random">Uniformly from [0, 1).</param>
    public TimeSpan Delay(int attempt, double random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(attempt);
        if (random is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(random), random, "Must be at least 0 and below 1.");
        }

        // 2^62 seconds are beyond every cap; a larger exponent would only become infinite.
        var bound = Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(2, Math.Min(attempt, 62)));
        return TimeSpan.FromSeconds(bound * random);
    }
}
